// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochMetrics;
import io.kinetograph.trainer.training.TrainedModel;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingFolder;
import io.kinetograph.trainer.weights.CheckpointWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: recordings to a run folder with a checkpoint. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    modelTransformer = TrainingOptions.HyperparameterOptions.class,
    description = "Trains the network on recordings; a stopped run can be resumed.")
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--run",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of the run: checkpoint and metrics are written to it.")
  private Path run = Path.of("");

  @Option(
      names = "--resume",
      description =
          "Continue after the run's last finished epoch, by default with as many threads as the run"
              + " was started with.")
  private boolean resume;

  @Option(
      names = "--holdout",
      defaultValue = "none",
      paramLabel = "RULE",
      description =
          "The test set, which is evaluated after each epoch but does not affect the training:"
              + " random:SHARE, subject:NUMBER, subjects:N-M,... or none; default"
              + " ${DEFAULT-VALUE}.")
  private String holdout = "none";

  @Mixin private TrainingOptions settings = new TrainingOptions();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    Progress progress = Usage.progress(spec);
    RunFolder folder = new RunFolder(run);
    TrainingSettings chosen =
        settings.settings(
            OptionErrors.check(spec, () -> TrainingOptions.holdout("--holdout", holdout)));
    OptionErrors.check(spec, threads::threads);
    if (resume) {
      refuseSettings();
      folder.requireRun();
    } else {
      folder.requireNoRun();
      chosen.fineTuning().initialWeights().requireThere();
      chosen = CheckpointWeights.takeOver(chosen);
    }
    AtomicFile.requireWritableFolder(run);
    try (FolderLock lock = folder.lock().orElseThrow(this::busy)) {
      try {
        if (resume) {
          resume(progress);
        } else {
          start(chosen, progress);
        }
      } finally {
        if (!folder.holdsRun()) {
          lock.leaveNothing();
        }
      }
    }
    return ExitCode.OK;
  }

  private void start(TrainingSettings chosen, Progress progress) throws IOException {
    DataSet recordings = data.read(chosen.subjects(), progress);
    OptionErrors.check(spec, () -> chosen.splitValidation(chosen.split(recordings)));
    try (Training training = new TrainingFolder(run).start(recordings, chosen, threads.threads())) {
      StoppableWork.run(
          spec.commandLine().getErr(),
          this::howToContinue,
          progress,
          watched -> train(training, watched));
    }
  }

  private void resume(Progress progress) throws IOException {
    RunDescription earlier = RunDescription.of(run);
    int computing = threads.threads(earlier.threads());
    PyTorch.start(computing);
    try (NDManager manager = PyTorch.newManager()) {
      // A checkpoint of another version is rejected here, before the recordings are read.
      TrainedModel.read(run, manager);
    }
    DataSet recordings = data.read(earlier.settings().subjects(), progress);
    try (Training training = new TrainingFolder(run).resume(recordings, computing)) {
      StoppableWork.run(
          spec.commandLine().getErr(),
          this::howToContinue,
          progress,
          watched -> train(training, watched));
    }
  }

  private void train(Training training, Progress progress) throws IOException {
    training.remarks().forEach(progress::say);
    progress.say(
        String.format(
            Locale.ROOT,
            "training on %s; validation set: %s; test set: %s; epochs done: %d of %d",
            training.trainingSet().summary(),
            size(training.validationSet()),
            size(training.testSet()),
            training.epochsDone(),
            training.settings().allEpochs()));
    if (training.isFinished()) {
      progress.say(
          "the run is finished: use it with 'export --run', or train on with 'train --from %s"
                  .formatted(run)
              + " --run OTHER'");
    }
    List<EpochMetrics> trained = training.run(progress, training.remainingWork(), true);
    Optional<BestEpoch> best = training.bestEpoch();
    best.ifPresent(
        epoch ->
            progress.say(
                String.format(
                    Locale.ROOT,
                    "epoch %d of %d was the best on the validation set: its weights are kept",
                    epoch.epoch(),
                    training.epochsDone())));
    Optional<EvaluationMetrics> validation =
        best.map(BestEpoch::metrics).or(() -> last(trained).flatMap(EpochMetrics::validation));
    progress.say(
        String.format(
            Locale.ROOT,
            "the run is in %s: epoch %d of %d is done%s",
            run,
            training.epochsDone(),
            training.settings().allEpochs(),
            validation.map(TrainCommand::text).orElse("")));
    progress.say(
        "next: kinetograph export --run %s --data %s --precision int8 --output model.onnx"
                .formatted(run, data.path())
            + " --model-version VERSION");
  }

  private String howToContinue() {
    return new RunFolder(run).holdsRun()
        ? "the finished epochs are saved; continue with: kinetograph train --data %s --run %s"
                .formatted(data.path(), run)
            + " --resume"
        : "no epoch is finished, so nothing is saved";
  }

  private static String size(DataSet set) {
    return set.size() == 0 ? "none" : String.format(Locale.ROOT, "%d segments", set.size());
  }

  private static Optional<EpochMetrics> last(List<EpochMetrics> epochs) {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  private static String text(EvaluationMetrics validation) {
    return String.format(
        Locale.ROOT,
        "; accuracy on the validation set %.2f%% (loss %.4f)",
        100 * validation.accuracy(),
        validation.loss());
  }

  private IOException busy() {
    return new IOException(
        "another process is training in %s: wait until it ends, or choose another folder"
            .formatted(run));
  }

  private void refuseSettings() {
    String why = "cannot be given with --resume: the run's own settings hold.";
    settings.refuseAll(why);
    Usage.refuse(spec, Set.of("--holdout"), why);
  }
}
