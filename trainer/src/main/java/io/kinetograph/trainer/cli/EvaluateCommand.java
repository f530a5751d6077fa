// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.trainer.cli.ModelEvaluation.Plan;
import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.SubjectOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.cli.SharedOptions.WornUnitsOption;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.evaluation.SimulatedMounting;
import io.kinetograph.trainer.evaluation.WearingEvaluation;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well a model file classifies recordings. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Classifies recordings with a model file, and shows accuracy and confusion matrix.",
      "All figures leave out segments of activities that the model does not have.",
      "Choose subjects that the model was not trained on; 'cross-validate' does this"
          + " automatically."
    })
final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--model",
      defaultValue = "${env:KINETOGRAPH_SHIPPED_MODEL}",
      paramLabel = "FILE",
      description = "The ONNX file to evaluate; default: the shipped model.")
  private @Nullable Path model;

  @Mixin private SubjectOptions subjects = new SubjectOptions();

  @Mixin private WornUnitsOption units = new WornUnitsOption();

  @Option(
      names = "--mounting",
      paramLabel = "NAME,...",
      description = {
        "Also evaluate as if wearers had strapped their units on in other ways, all or some of:",
        "as-recorded;",
        "tilted-15, tilted-30: each unit tilted by so many degrees about a random axis;",
        "one-upside-down: one unit, chosen at random;",
        "upside-down: each unit;",
        "exchanged: right and left units, of arms and legs;",
        "about-gravity: each unit turned by any angle about the vertical of a standing wearer;",
        "any: each unit in any orientation; also with only torso, right arm and right leg worn."
      })
  private @Nullable String mounting;

  @Option(
      names = "--sensor-faults",
      description =
          "Evaluate as if all units had the faults of other makers' units: wrong gain and offset,"
              + " 20 Hz, 10 bits, a range of 8 g. This applies to every figure.")
  private boolean sensorFaults;

  @Option(
      names = "--unknown-motions",
      description =
          "Also evaluate how well the energy of the logits tells the recordings from motions that"
              + " are none of their activities, made by rules: shaking, clapping, waving, and units"
              + " that are carried in a bag, swing on a strap or lie on a vibrating table.")
  private boolean unknownMotions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Determines the random mountings and faults of each wearer, and the unknown motions;"
              + " default: ${DEFAULT-VALUE}.")
  private long seed = WearingEvaluation.USUAL.seed();

  @Option(
      names = "--draws",
      paramLabel = "N",
      description =
          "Random mountings and faults for each wearer, 1 to 1000; each figure of --mounting is the"
              + " mean over them; default: ${DEFAULT-VALUE}.")
  private int draws = WearingEvaluation.USUAL.draws();

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description =
          "Write the predicted activity, its confidence at the model card's temperature, and the"
              + " logits of every segment, as CSV.")
  private @Nullable Path predictions;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = Usage.progress(spec);
    Subjects chosen = OptionErrors.check(spec, subjects::subjects);
    int computing = OptionErrors.check(spec, threads::threads);
    String names = mounting;
    Set<SimulatedMounting> mountings =
        names == null ? Set.of() : OptionErrors.check(spec, () -> SimulatedMounting.parse(names));
    if (mountings.isEmpty()) {
      Usage.refuse(spec, Set.of("--draws"), "is for --mounting");
      if (!sensorFaults && !unknownMotions) {
        Usage.refuse(
            spec, Set.of("--seed"), "is for --mounting, --sensor-faults and --unknown-motions");
      }
    }
    Usage.range(
        spec, "--draws", String.format(Locale.ROOT, "[1,%d]", WearingEvaluation.MOST_DRAWS), draws);
    WearingEvaluation wearing = new WearingEvaluation(sensorFaults, seed, draws);
    if (model == null) {
      throw new ParameterException(
          spec.commandLine(), "Give --model FILE: this installation has no shipped model.");
    }
    // These first: reading the recordings takes a while.
    if (predictions != null) {
      AtomicFile.requireWritable(predictions);
    }
    try (OnnxClassifier classifier = OnnxClassifier.open(model, computing)) {
      CountedSegments recordings =
          CountedSegments.of(classifier.card(), data.read(chosen, progress));
      Plan plan = new Plan(wearing, mountings, units.byUnits(), unknownMotions);
      ModelEvaluation evaluation;
      try (Progress.Task task = progress.start("evaluating", plan.work(recordings))) {
        Classifier watched = new WatchedClassifier(classifier, task::advance);
        evaluation = ModelEvaluation.of(watched, classifier.card(), recordings, plan);
      }
      out.print(evaluation.text());
      out.flush();
      if (predictions != null) {
        evaluation.all().writePredictions(predictions);
      }
    }
    return ExitCode.OK;
  }
}
