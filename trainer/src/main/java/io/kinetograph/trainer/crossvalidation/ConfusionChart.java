// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.file.PngChart;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.HeatMapStyler;

/** Draws a confusion matrix: a row for each actual activity, a column for each predicted one. */
final class ConfusionChart {

  private static final int CELL = 44;
  private static final int MARGIN = 320;
  private static final int VERTICAL_LABELS = 90;

  /** From rare to frequent: even one error stands out from an empty cell, which is white. */
  private static final List<Color> COLORS =
      List.of(new Color(0xFDE0C5), new Color(0xC6DBEF), new Color(0x6BAED6));

  private ConfusionChart() {}

  /**
   * Draws the matrix as PNG.
   *
   * @param results of a cross-validation
   * @param file replaced if it exists
   * @throws IOException if it cannot be written, or if nothing can be drawn on this machine
   */
  static void write(CrossValidationResults results, Path file) throws IOException {
    PngChart.write(file, () -> chart(results));
  }

  private static HeatMapChart chart(CrossValidationResults results) {
    Confusion confusion = results.confusion();
    int count = confusion.activities().size();
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .title(
                String.format(
                    Locale.ROOT,
                    "%s: accuracy %.2f%% over %d segments",
                    results.protocol(),
                    100 * results.pooledAccuracy(),
                    results.segments()))
            .xAxisTitle("predicted")
            .yAxisTitle("actual")
            .width(count * CELL + MARGIN)
            .height(count * CELL + MARGIN)
            .build();
    HeatMapStyler style = chart.getStyler();
    style.setRangeColors(COLORS.toArray(Color[]::new));
    style.setMin(0);
    style.setShowValue(true);
    style.setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setHeatMapDecimalValueFormatter(value -> Integer.toString(value.intValue()));
    style.setLegendVisible(false);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotContentSize(1);
    style.setXAxisLabelRotation(VERTICAL_LABELS);
    style.setXAxisLabelAlignmentVertical(TextAlignment.Right);
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    // The chart counts rows from below.
    List<String> rows = new ArrayList<>(confusion.activities());
    Collections.reverse(rows);
    chart.addSeries("confusion", confusion.activities(), rows, cells(confusion));
    return chart;
  }

  /** Column, row from below, and count of each cell that is not zero. */
  private static List<Number[]> cells(Confusion confusion) {
    int count = confusion.activities().size();
    List<Number[]> cells = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      for (int column = 0; column < count; column++) {
        int times = confusion.counts().get(row).get(column);
        if (times > 0) {
          cells.add(new Number[] {column, count - 1 - row, times});
        }
      }
    }
    return cells;
  }
}
