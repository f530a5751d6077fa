package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.crossvalidation.ConfusionChart;
import io.kinetograph.trainer.crossvalidation.CrossValidation;
import io.kinetograph.trainer.crossvalidation.CrossValidationOptions;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.Protocol;
import io.kinetograph.trainer.crossvalidation.ResultsFiles;
import io.kinetograph.trainer.crossvalidation.ResultsText;
import io.kinetograph.trainer.crossvalidation.Summary;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.evaluation.WornUnits;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.WatchedClassifier;
import io.kinetograph.trainer.training.EarlierFit;
import io.kinetograph.trainer.settings.InitialWeights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** {@code evaluate}: how well a way of training, or a model file, names segments. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains on a part of the recordings and judges on the rest, as often as a protocol asks, or"
          + " judges a model file.",
      "Every training of a protocol has a folder of its own under --run, FOLDER/PROTOCOL/seed-N/PART."
          + " What is done is not done again, what was begun is taken up, and several processes may"
          + " work in one folder. The results are of all that is done there, whoever did it.",
      "The training options hold for --protocol alone; with --model, only --subjects and"
          + " --exclude-subjects do."
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final Set<String> OF_MODEL =
      Set.of(
          "--model",
          "--data",
          "--by-units",
          "--predictions",
          "--subjects",
          "--exclude-subjects",
          "--threads",
          "--verbose");

  private static final Set<String> OF_SUMMARY =
      Set.of("--protocol", "--run", "--summarise", "--verbose");

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Either a protocol or a model. */
  static final class What {
    @Option(
        names = "--protocol",
        required = true,
        description = {
          "${COMPLETION-CANDIDATES}:",
          "random: one split, 20 %% of each activity's segments kept back.",
          "rrss: repeated random sub-sampling, a third kept back each time.",
          "kfold: every segment is kept back once.",
          "loso: every subject is kept back once.",
          "pairs: subjects 1 and 2, 3 and 4, 5 and 6, 7 and 8 are kept back once."
        })
    private @Nullable ProtocolName protocol;

    @Option(
        names = "--model",
        required = true,
        paramLabel = "FILE",
        description = "Judges this ONNX file.")
    private @Nullable Path model;
  }

  /** Where figures come from. */
  static final class Source {
    @ArgGroup(exclusive = false)
    private @Nullable DataOptions data;

    @Option(
        names = "--summarise",
        required = true,
        description = "With --protocol: trains nothing, shows the results of all that is done.")
    private boolean summarise;
  }

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "With --protocol: where folds and results go; what was begun there goes on.")
  private @Nullable Path run;

  @Mixin private ProtocolOptions protocols = new ProtocolOptions();

  @Option(
      names = "--by-units",
      description = "Also judges with only some units worn, the others' values being 0 m/s^2.")
  private boolean byUnits;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description =
          "With --model: writes what every segment was named, with its logits. With --protocol,"
              + " every fold's folder has its own predictions.csv.")
  private @Nullable Path predictions;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (what.model != null) {
      byModel(what.model, out);
    } else if (what.protocol != null) {
      byProtocol(what.protocol, out);
    }
    return ExitCode.OK;
  }

  private void byModel(Path model, PrintWriter out) throws IOException {
    DataOptions data = source.data;
    if (data == null) {
      throw new ParameterException(spec.commandLine(), "--summarise needs --protocol.");
    }
    Usage.refuseAllBut(spec, OF_MODEL, "is for --protocol, not for --model.");
    Subjects subjects = Usage.check(spec, settings::subjects);
    // The model first: reading the recordings takes a while.
    try (OnnxClassifier classifier =
        OnnxClassifier.open(model, Usage.check(spec, threads::threads))) {
      DataSet recordings = data.read(subjects, out);
      Evaluation evaluation;
      Map<String, Double> worn;
      long times = byUnits ? WornUnits.usual().size() : 1;
      try (StepBar bar = new StepBar("judging", times * recordings.size())) {
        Classifier watched = new WatchedClassifier(classifier, bar::stepBy);
        evaluation = Evaluation.of(watched, recordings);
        worn = byUnits ? Evaluation.byUnits(watched, recordings, evaluation) : Map.of();
      }
      out.print(evaluation.confusion().toText());
      worn.forEach(
          (units, share) ->
              out.printf(Locale.ROOT, "only %s worn: accuracy %.2f %%%n", units, 100 * share));
      out.printf(
          Locale.ROOT,
          "accuracy %.2f %% of %d segments%n",
          100 * evaluation.accuracy(),
          evaluation.predictions().size());
      out.flush();
      if (predictions != null) {
        evaluation.writePredictions(predictions);
      }
    }
  }

  private void byProtocol(ProtocolName name, PrintWriter out) throws IOException {
    if (run == null) {
      throw new ParameterException(spec.commandLine(), "--protocol needs --run FOLDER.");
    }
    if (predictions != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--predictions is for --model: with --protocol, every fold has its predictions.csv.");
    }
    if (source.summarise) {
      Usage.refuseAllBut(spec, OF_SUMMARY, "cannot be given with --summarise: nothing is trained.");
    } else if (source.data != null) {
      train(run, name, source.data, out);
    }
    Optional<CrossValidationResults> results = Summary.of(run, name.text());
    if (results.isEmpty()) {
      throw new IOException("%s holds no finished fold of %s".formatted(run, name.text()));
    }
    out.println();
    out.print(ResultsText.of(results.get()));
    Path folder = ResultsFiles.write(run, results.get());
    out.println("written to " + folder);
    out.flush();
    ConfusionChart.write(results.get(), folder.resolve("confusion.png"));
  }

  private void train(Path folder, ProtocolName name, DataOptions data, PrintWriter out)
      throws IOException {
    Protocol protocol = Usage.check(spec, () -> protocols.protocol(name));
    protocols.refuseUnused(spec, name);
    settings.refuseUnused(spec);
    List<Long> seeds = Usage.check(spec, () -> protocols.seeds(spec, settings.seed()));
    Set<Integer> only = new HashSet<>(Usage.check(spec, () -> protocols.only(name)));
    // Before the data are read, which takes a while.
    InitialWeights start = Usage.check(spec, () -> settings.settings("none")).fineTuning().initialWeights();
    start.requireThere();
    EarlierFit fit = EarlierFit.of(start);
    int computing = Usage.check(spec, threads::threads);
    DataSet recordings = data.read(Usage.check(spec, settings::subjects), out);
    CrossValidationPlan whole =
        Usage.check(
            spec,
            () ->
                CrossValidationPlan.of(
                    protocol,
                    recordings.subjects(),
                    seeds,
                    (seed, held) -> fit.into(settings.settings(seed, held))));
    CrossValidationPlan plan = only.isEmpty() ? whole : Usage.check(spec, () -> whole.only(only));
    plan.notes().forEach(note -> out.println("note: " + note));
    try (ProtocolProgress progress = new ProtocolProgress(out, folder, plan)) {
      new CrossValidation(
              folder,
              plan.protocol(),
              recordings,
              new CrossValidationOptions(
                  computing, protocols.watch(), byUnits, protocols.keepCheckpoints()),
              progress)
          .run(plan);
    }
  }
}
