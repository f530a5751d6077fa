// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.trainer.crossvalidation.CalibrationResults;
import io.kinetograph.trainer.crossvalidation.CalibrationResults.MountingCalibration;
import io.kinetograph.trainer.evaluation.Calibration;
import io.kinetograph.trainer.evaluation.Calibration.Bin;
import io.kinetograph.trainer.evaluation.Calibration.RiskPoint;
import io.kinetograph.trainer.file.PngChart;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws how well confidences are calibrated, with lines for each mounting. */
record CalibrationCharts(CalibrationResults results) {

  private static final int WIDTH = 600;
  private static final int HEIGHT = 480;
  private static final String DIAGONAL = "calibrated exactly";

  /** The accuracy by confidence, before and after the calibration, as PNG. */
  public byte[] reliability() throws IOException {
    return PngChart.png("reliability diagram", this::reliabilityDiagram);
  }

  /** The risk by coverage after the calibration, as PNG. */
  public byte[] riskCoverage() throws IOException {
    return PngChart.png("risk-coverage curve", this::riskCoverageCurve);
  }

  private XYChart reliabilityDiagram() {
    XYChart chart = chart("confidence", "accuracy");
    chart
        .addSeries(DIAGONAL, List.of(0, 1), List.of(0, 1))
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Color.GRAY);
    for (MountingCalibration mounting : results.mountings()) {
      add(chart, mounting.mounting() + ", temperature 1", mounting.before());
      add(chart, mounting.mounting() + ", calibrated", mounting.after());
    }
    return chart;
  }

  private static void add(XYChart chart, String name, Calibration calibration) {
    List<Bin> bins = calibration.bins().stream().filter(bin -> bin.segments() > 0).toList();
    chart.addSeries(
        name,
        bins.stream().map(Bin::confidence).toList(),
        bins.stream().map(Bin::accuracy).toList());
  }

  private XYChart riskCoverageCurve() {
    XYChart chart = chart("coverage", "risk");
    for (MountingCalibration mounting : results.mountings()) {
      chart
          .addSeries(
              mounting.mounting(),
              mounting.riskCoverage().stream().map(RiskPoint::coverage).toList(),
              mounting.riskCoverage().stream().map(RiskPoint::risk).toList())
          .setMarker(SeriesMarkers.NONE);
    }
    return chart;
  }

  private static XYChart chart(String x, String y) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).xAxisTitle(x).yAxisTitle(y).build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0);
    return chart;
  }
}
