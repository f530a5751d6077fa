package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.training.EarlierFit;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
    description = "Trains the network on recordings; a stopped run can be resumed.")
final class TrainCommand implements Callable<Integer> {

  /** What may be said again when a run is resumed; all else is the run's own. */
  private static final Set<String> RESUMABLE =
      Set.of("--data", "--run", "--threads", "--resume", "--verbose");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--run",
      required = true,
      paramLabel = "FOLDER",
      description = "Where checkpoint and figures of this run go.")
  private Path run = Path.of("");

  @Option(names = "--resume", description = "Go on after the run's last finished epoch.")
  private boolean resume;

  @Option(
      names = "--holdout",
      defaultValue = "none",
      paramLabel = "RULE",
      description =
          "What is kept back of all and judged after each epoch, deciding nothing: random:SHARE,"
              + " subject:NUMBER, subjects:N-M,... or none; default ${DEFAULT-VALUE}.")
  private String holdout = "none";

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    TrainingSettings chosen = Usage.check(spec, () -> settings.settings(holdout));
    int computing = Usage.check(spec, threads::threads);
    settings.refuseUnused(spec);
    if (resume) {
      refuseSettings();
      Training.requireOne(run);
    } else {
      Training.requireNone(run);
      chosen.course().start().requireThere();
      chosen = EarlierFit.of(chosen.course().start()).into(chosen);
    }
    // Read before anything is written: bad data must leave no folder behind.
    DataSet recordings = data.read(resume ? Subjects.everybody() : chosen.subjects(), out);
    try (FolderLock lock = FolderLock.take(run).orElseThrow(this::busy)) {
      try {
        train(recordings, chosen, computing, out);
      } finally {
        if (!Training.isIn(run)) {
          lock.leaveNothing();
        }
      }
    }
    return ExitCode.OK;
  }

  private void train(DataSet recordings, TrainingSettings chosen, int computing, PrintWriter out)
      throws IOException {
    try (Training training =
            resume
                ? Training.resume(run, recordings, computing)
                : Training.start(run, recordings, chosen, computing);
        TrainingProgress progress = new TrainingProgress(out)) {
      progress.run(training);
    }
  }

  private IOException busy() {
    return new IOException(
        "another process is training in %s: wait until it ends, or choose another folder"
            .formatted(run));
  }

  private void refuseSettings() {
    Usage.refuseAllBut(
        spec, RESUMABLE, "cannot be given with --resume: the run's own settings hold.");
  }
}
