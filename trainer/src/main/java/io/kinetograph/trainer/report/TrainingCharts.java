package io.kinetograph.trainer.report;

import io.kinetograph.trainer.file.PngChart;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the histories of trainings, one line each. */
final class TrainingCharts {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;

  /** More lines than this cannot be told apart by their color. */
  private static final int MOST_NAMED = 10;

  private final List<TrainingHistory> histories;

  TrainingCharts(List<TrainingHistory> histories) {
    this.histories = histories;
  }

  /** Loss by step, as PNG. */
  public byte[] loss() throws IOException {
    return draw("loss", TrainingHistory::losses);
  }

  /** Learning rate by step, as PNG. */
  public byte[] learningRate() throws IOException {
    return draw("learning rate", TrainingHistory::rates);
  }

  private byte[] draw(String title, Function<TrainingHistory, List<Double>> figure)
      throws IOException {
    return PngChart.png(title, () -> chart(title, figure));
  }

  private XYChart chart(String title, Function<TrainingHistory, List<Double>> figure) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("step")
            .yAxisTitle(title)
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
