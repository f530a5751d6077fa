package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.file.PngChart;
import io.kinetograph.trainer.training.LearningRateFinder.Curve;
import io.kinetograph.trainer.training.LearningRateFinder.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what a learning-rate range test saw. */
final class RatePlot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 600;

  private final Curve curve;

  RatePlot(Curve curve) {
    this.curve = curve;
  }

  /**
   * Writes the picture.
   *
   * @param file a PNG; replaced if it exists
   */
  void write(Path file) throws IOException {
    PngChart.write(file, this::chart);
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
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
