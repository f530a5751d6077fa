// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.Result.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Draws bars of the peers and, of a search for the most wearers, lines over their number.
 *
 * @param folder of the plots, which is created if missing
 */
record ReportPlots(Path folder) {

  private static final List<Figure> BARS =
      List.of(Figure.LABELS_PER_SECOND, Figure.CPU_MILLIS, Figure.CPU_MILLIS_WARM);
  private static final List<Figure> LINES = List.of(Figure.DELAY_P99_MILLIS, Figure.CPU_MILLIS);

  /** Draws each group; a second one of the same title has a 2 in the names of its files. */
  void draw(Map<Group, List<Result>> groups) throws IOException {
    Files.createDirectories(folder);
    Map<String, Integer> titles = new HashMap<>();
    for (Map.Entry<Group, List<Result>> group : groups.entrySet()) {
      String title = group.getKey().title();
      int number = titles.merge(title, 1, Integer::sum);
      String name = title.replaceAll("[^a-z0-9]+", "-") + (number == 1 ? "" : "-" + number);
      List<Result> results = group.getValue();
      boolean isSearch = results.get(0).call().isSearch();
      for (Figure figure : isSearch ? LINES : BARS) {
        String file =
            folder
                .resolve(
                    name + "-" + figure.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png")
                .toString();
        if (isSearch) {
          BitmapEncoder.saveBitmap(lines(title, results, figure), file, BitmapFormat.PNG);
        } else if (!Spread.of(results, figure).isEmpty()) {
          BitmapEncoder.saveBitmap(bars(title, results, figure), file, BitmapFormat.PNG);
        }
      }
    }
  }

  /** Polling without labeling is many times faster than the others: it would flatten their bars. */
  private static boolean isCpu(Figure figure) {
    return figure == Figure.CPU_MILLIS || figure == Figure.CPU_MILLIS_WARM;
  }

  private static CategoryChart bars(String title, List<Result> results, Figure figure) {
    List<String> names = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    Report.columns(results)
        .forEach(
            (name, column) -> {
              Spread spread = Spread.of(column, figure);
              if (!spread.isEmpty() && (isCpu(figure) || !name.equals("consumer"))) {
                names.add(name);
                medians.add(spread.median());
                errors.add(spread.range() / 2);
              }
            });
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(800)
            .height(450)
            .title(title)
            .yAxisTitle(figure.title())
            .build();
    chart.getStyler().setLegendVisible(false);
    chart.addSeries(figure.title(), names, medians, errors);
    return chart;
  }

  private record Run(String call, int number) {}

  private static XYChart lines(String title, List<Result> results, Figure figure) {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(450)
            .title(title)
            .xAxisTitle("wearers")
            .yAxisTitle(figure.title())
            .build();
    // Each call numbers its runs from 1.
    List<Run> runs = results.stream().map(ReportPlots::run).distinct().toList();
    results.stream()
        .filter(result -> result.figures().containsKey(figure))
        .collect(
            Collectors.groupingBy(
                result -> result.peer() + ", run " + (1 + runs.indexOf(run(result))),
                LinkedHashMap::new,
                Collectors.toList()))
        .forEach(
            (name, ofPeer) -> {
              List<Result> ordered =
                  ofPeer.stream().sorted(Comparator.comparingInt(Result::wearers)).toList();
              chart.addSeries(
                  name,
                  ordered.stream().mapToDouble(Result::wearers).toArray(),
                  ordered.stream()
                      .mapToDouble(r -> r.figures().getOrDefault(figure, 0.0))
                      .toArray());
            });
    return chart;
  }

  private static Run run(Result result) {
    return new Run(result.call().id(), result.run());
  }
}
