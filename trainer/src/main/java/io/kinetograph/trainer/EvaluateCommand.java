package io.kinetograph.trainer;

import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well a protocol's model, or a model file, names segments. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains on a part of the recordings and judges on the rest, or judges a model file.",
      "The training options hold for --protocol alone; with --model, only --subjects and"
          + " --exclude-subjects do."
    })
final class EvaluateCommand implements Callable<Integer> {

  /** Ways to part the recordings. */
  enum Protocol {
    /** A fifth of each activity's segments is kept back. */
    RANDOM,
    /** One subject is kept back. */
    LOSO
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Either a protocol or a model. */
  static final class What {
    @Option(
        names = "--protocol",
        required = true,
        description = "${COMPLETION-CANDIDATES}: random keeps back 20 %%, loso one subject.")
    private @Nullable Protocol protocol;

    @Option(
        names = "--model",
        required = true,
        paramLabel = "FILE",
        description = "Judges this ONNX file.")
    private @Nullable Path model;
  }

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--subject",
      paramLabel = "N",
      description = "With --protocol loso: who is kept back.")
  private @Nullable Integer subject;

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "With --protocol: where checkpoint and figures go; a run begun there goes on.")
  private @Nullable Path run;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "Writes subject, activity, segment, label and prediction of every segment.")
  private @Nullable Path predictions;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Evaluation evaluation = what.model == null ? byProtocol(out) : byModel(what.model, out);
    out.print(evaluation.confusion().toText());
    out.printf(
        Locale.ROOT,
        "accuracy %.2f %% of %d segments%n",
        100 * evaluation.accuracy(),
        evaluation.predictions().size());
    out.flush();
    if (predictions != null) {
      evaluation.writePredictions(predictions);
    }
    return ExitCode.OK;
  }

  private Evaluation byModel(Path model, PrintWriter out) throws IOException {
    DataSet recordings = data.read(Usage.check(spec, settings::subjects), out);
    try (OnnxClassifier classifier =
        OnnxClassifier.open(model, Usage.check(spec, threads::threads))) {
      return Evaluation.of(classifier, recordings);
    }
  }

  private Evaluation byProtocol(PrintWriter out) throws IOException {
    if (run == null) {
      throw new ParameterException(spec.commandLine(), "--protocol needs --run FOLDER.");
    }
    String holdout = holdout();
    TrainingSettings chosen = Usage.check(spec, () -> settings.settings(holdout));
    int computing = Usage.check(spec, threads::threads);
    DataSet recordings = data.read(chosen.subjects(), out);
    try (Training training = Training.startOrResume(run, recordings, chosen, computing);
        TrainingProgress progress = new TrainingProgress(out)) {
      progress.run(training);
      return Evaluation.of(training.averageClassifier(), training.heldPart());
    }
  }

  private String holdout() {
    if (what.protocol == Protocol.RANDOM) {
      return "random:0.2";
    }
    if (subject == null) {
      throw new ParameterException(spec.commandLine(), "--protocol loso needs --subject N.");
    }
    return "subject:" + subject;
  }
}
