// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.file.CsvFile;
import io.kinetograph.trainer.file.PngChart;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.LearningRateFinder;
import io.kinetograph.trainer.training.LearningRateFinder.Curve;
import io.kinetograph.trainer.training.LearningRateFinder.Point;
import io.kinetograph.trainer.weights.CheckpointWeights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lr-find}: suggests a learning rate for a training. */
@Command(
    name = "lr-find",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    modelTransformer = TrainingOptions.HyperparameterOptions.class,
    description = {
      "Suggests a learning rate. Trains some steps at rising rates until the loss diverges; the"
          + " suggestion is the rate at which the smoothed loss has fallen by nine tenths of its"
          + " largest fall.",
      "Give the options of the training; its learning rate and its number of epochs are ignored."
          + " Exclude the subjects of the test set with --exclude-subjects."
    })
final class LrFindCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description =
          "The folder that lr-find.csv and lr-find.png are written to; created if missing.")
  private Path output = Path.of("");

  @Option(
      names = "--from-rate",
      defaultValue = "1e-6",
      description = "The first learning rate; default ${DEFAULT-VALUE}.")
  private double from;

  @Option(
      names = "--to-rate",
      defaultValue = "1",
      description = "The last learning rate; default ${DEFAULT-VALUE}.")
  private double to;

  @Option(
      names = "--steps",
      defaultValue = "100",
      description = "Steps from the first rate to the last; default ${DEFAULT-VALUE}.")
  private int steps;

  @Mixin private TrainingOptions settings = new TrainingOptions();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    Progress progress = Usage.progress(spec);
    TrainingSettings chosen = settings.settings(new Holdout.Nothing());
    LearningRateFinder.Sweep sweep =
        OptionErrors.check(spec, () -> new LearningRateFinder.Sweep(from, to, steps));
    int computing = OptionErrors.check(spec, threads::threads);
    chosen.fineTuning().initialWeights().requireThere();
    chosen = CheckpointWeights.takeOver(chosen);
    // Before the steps, which take a while.
    AtomicFile.requireWritableFolder(output);
    DataSet recordings = data.read(chosen.subjects(), progress);
    TrainingSettings tried = chosen;
    OptionErrors.check(spec, () -> tried.splitValidation(tried.split(recordings)));
    StoppableWork.run(
        spec.commandLine().getErr(),
        () -> "nothing is saved; to start again, give the same command",
        progress,
        watched ->
            write(LearningRateFinder.of(recordings, tried, computing).run(sweep, watched), sweep));
    return ExitCode.OK;
  }

  private void write(Curve curve, LearningRateFinder.Sweep sweep) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Files.createDirectories(output);
    CsvFile.write(output.resolve("lr-find.csv"), Curve.columns(), curve.rows());
    PngChart.write(output.resolve("lr-find.png"), () -> chart(curve));
    curve
        .reasonForNoSuggestion()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(
                  "%s: set another --from-rate or --to-rate; %s shows the loss"
                      .formatted(reason, output.resolve("lr-find.png")));
            });
    out.printf(
        Locale.ROOT,
        "%d of %d steps, learning rate %.3g to %.3g%s%nsuggested learning rate: %.3g%n",
        curve.points().size(),
        sweep.steps(),
        curve.points().get(0).rate(),
        curve.points().get(curve.points().size() - 1).rate(),
        curve.diverged() ? ", where the loss diverged" : "",
        curve.suggestion());
    out.flush();
  }

  /** Draws what the learning-rate range test saw. */
  private static XYChart chart(Curve curve) {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(600)
            .title("Learning-rate range test")
            .xAxisTitle("learning rate")
            .yAxisTitle("loss")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    List<Double> rates = curve.points().stream().map(Point::rate).toList();
    List<Double> smoothed = curve.points().stream().map(Point::smoothed).toList();
    line(chart, "each step", rates, curve.points().stream().map(Point::loss).toList());
    line(chart, "smoothed", rates, smoothed);
    double suggestion = curve.suggestion();
    line(
        chart,
        String.format(Locale.ROOT, "suggestion %.3g", suggestion),
        List.of(suggestion, suggestion),
        List.of(
            smoothed.stream().reduce(Math::min).orElseThrow(),
            smoothed.stream().reduce(Math::max).orElseThrow()));
    return chart;
  }

  private static void line(XYChart chart, String name, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
  }
}
