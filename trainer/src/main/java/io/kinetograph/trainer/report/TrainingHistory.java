// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.trainer.file.CsvFile;
import io.kinetograph.trainer.file.PngChart;
import io.kinetograph.trainer.file.RunFolder;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Loss, learning rate and time of a training.
 *
 * @param name of its folder
 * @param steps numbers of the recorded steps
 * @param losses at these
 * @param rates learning rates at these
 * @param epochSeconds duration of each epoch
 * @param phases of all epochs together
 */
record TrainingHistory(
    String name,
    List<Double> steps,
    List<Double> losses,
    List<Double> rates,
    List<Double> epochSeconds,
    List<Phase> phases) {

  /**
   * A part of the epochs' work.
   *
   * @param name for people
   * @param share of the time of all epochs; null if they took none
   */
  record Phase(String name, @Nullable Double share) {}

  /**
   * Reads the history from a training's folder.
   *
   * @param name for people
   * @return empty if the folder contains no history
   * @throws IOException if a file there cannot be read; the message names the file
   */
  static Optional<TrainingHistory> read(String name, Path folder) throws IOException {
    RunFolder files = new RunFolder(folder);
    Path stepsFile = files.steps();
    Path metricsFile = files.metrics();
    if (!Files.exists(stepsFile) || !Files.exists(metricsFile)) {
      return Optional.empty();
    }
    CsvFile steps = CsvFile.read(stepsFile);
    CsvFile metrics = CsvFile.read(metricsFile);
    List<Double> recorded = steps.numbers("step");
    if (recorded.isEmpty()) {
      return Optional.empty();
    }
    List<Phase> phases = new ArrayList<>();
    phases.add(phase(metrics, "preparation (waiting for pictures)", "waiting_seconds"));
    phases.add(phase(metrics, "forward", "forward_seconds"));
    phases.add(phase(metrics, "backward", "backward_seconds"));
    phases.add(phase(metrics, "update", "update_seconds"));
    phases.add(phase(metrics, "evaluation", "evaluation_seconds"));
    phases.add(phase(metrics, "checkpoint", "checkpoint_seconds"));
    return Optional.of(
        new TrainingHistory(
            name,
            recorded,
            steps.numbers("loss"),
            steps.numbers("learning_rate"),
            metrics.numbers("seconds"),
            phases));
  }

  private static Phase phase(CsvFile metrics, String name, String column) throws IOException {
    double total = sum(metrics.numbers("seconds"));
    return new Phase(name, total > 0 ? sum(metrics.numbers(column)) / total : null);
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(value -> value).sum();
  }

  /** The message that a folder has no history. */
  static String missingIn(Path folder) {
    RunFolder files = new RunFolder(folder);
    return "%s contains no %s and %s"
        .formatted(folder, files.steps().getFileName(), files.metrics().getFileName());
  }

  /** Number of finished epochs. */
  public int epochs() {
    return epochSeconds.size();
  }

  /** Duration of all epochs. */
  public double minutes() {
    return sum(epochSeconds) / 60;
  }

  /** Mean duration; null without epochs. */
  public @Nullable Double secondsPerEpoch() {
    return epochSeconds.isEmpty() ? null : sum(epochSeconds) / epochs();
  }

  /**
   * Trainings that share charts, a line each.
   *
   * @param title of the charts
   * @param histories one or more
   */
  record Trainings(String title, List<TrainingHistory> histories) {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;

    /** More lines than this cannot be told apart by their color. */
    private static final int MOST_NAMED = 10;

    /** Loss by step, as PNG. */
    public byte[] loss() throws IOException {
      return draw("loss", TrainingHistory::losses);
    }

    /** Learning rate by step, as PNG. */
    public byte[] learningRate() throws IOException {
      return draw("learning rate", TrainingHistory::rates);
    }

    private byte[] draw(String what, Function<TrainingHistory, List<Double>> figure)
        throws IOException {
      return PngChart.png(what, () -> chart(what, figure));
    }

    private XYChart chart(String what, Function<TrainingHistory, List<Double>> figure) {
      XYChart chart =
          new XYChartBuilder()
              .width(WIDTH)
              .height(HEIGHT)
              .xAxisTitle("step")
              .yAxisTitle(what)
              .build();
      chart.getStyler().setChartBackgroundColor(Color.WHITE);
      chart.getStyler().setLegendVisible(histories.size() <= MOST_NAMED);
      for (TrainingHistory history : histories) {
        chart
            .addSeries(history.name(), history.steps(), figure.apply(history))
            .setMarker(SeriesMarkers.NONE);
      }
      return chart;
    }
  }
}
