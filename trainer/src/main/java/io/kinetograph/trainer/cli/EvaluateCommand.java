// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.SubjectOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.cli.SharedOptions.WornUnitsOption;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.evaluation.WornUnits;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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
      names = "--predictions",
      paramLabel = "FILE",
      description = "Write the predicted activity and the logits of every segment, as CSV.")
  private @Nullable Path predictions;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = Usage.progress(spec);
    Subjects chosen = Usage.check(spec, subjects::subjects);
    int computing = Usage.check(spec, threads::threads);
    if (model == null) {
      throw new ParameterException(
          spec.commandLine(), "Give --model FILE: this installation has no shipped model.");
    }
    // These first: reading the recordings takes a while.
    if (predictions != null) {
      AtomicFile.requireWritable(predictions);
    }
    try (OnnxClassifier classifier = OnnxClassifier.open(model, computing)) {
      DataSet recordings = data.read(chosen, progress);
      Evaluation evaluation;
      Map<String, Double> worn;
      long times = units.byUnits() ? WornUnits.usual().size() : 1;
      try (Progress.Task task = progress.start("evaluating", times * recordings.size())) {
        Classifier watched = new WatchedClassifier(classifier, task::advance);
        evaluation = Evaluation.of(watched, recordings);
        worn = units.byUnits() ? Evaluation.byUnits(watched, recordings, evaluation) : Map.of();
      }
      out.print(evaluation.confusion().toText());
      worn.forEach(
          (units, share) ->
              out.printf(Locale.ROOT, "only %s worn: accuracy %.2f%%%n", units, 100 * share));
      out.printf(
          Locale.ROOT,
          "accuracy %.2f%% of %d segments%n",
          100 * evaluation.accuracy(),
          evaluation.predictions().size());
      out.flush();
      if (predictions != null) {
        evaluation.writePredictions(predictions);
      }
    }
    return ExitCode.OK;
  }
}
