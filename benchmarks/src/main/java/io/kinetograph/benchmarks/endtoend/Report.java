// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Tables and plots of many runs: medians, with the least and the greatest. */
final class Report {

  private static final List<Figure> BARS =
      List.of(Figure.LABELS_PER_SECOND, Figure.CPU_MILLIS, Figure.CPU_MILLIS_WARM);
  private static final List<Figure> LINES = List.of(Figure.DELAY_P99_MILLIS, Figure.CPU_MILLIS);

  private static final Double NONE = Double.NaN;

  private final Map<String, List<Result>> groups;

  Report(List<Result> results) {
    this.groups =
        results.stream()
            .collect(Collectors.groupingBy(Result::group, LinkedHashMap::new, Collectors.toList()));
  }

  /** The values of one figure in several runs, in order. */
  private record Spread(List<Double> sorted) {

    static Spread of(Stream<Double> values) {
      return new Spread(values.filter(Double::isFinite).sorted().toList());
    }

    static Spread of(List<Result> results, Figure figure) {
      return of(results.stream().map(result -> result.figures().getOrDefault(figure, NONE)));
    }

    boolean isEmpty() {
      return sorted.isEmpty();
    }

    double median() {
      int last = sorted.size() - 1;
      return (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
    }

    double range() {
      return sorted.get(sorted.size() - 1) - sorted.get(0);
    }

    String text(Function<Double, String> format) {
      if (isEmpty()) {
        return "";
      }
      String median = format.apply(median());
      return sorted.size() == 1
          ? median
          : "%s (%s to %s)"
              .formatted(
                  median, format.apply(sorted.get(0)), format.apply(sorted.get(sorted.size() - 1)));
    }
  }

  /** A table for each group of runs that can be compared, and the ratios of its peers. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (group, results) -> {
          text.append("### ").append(group).append("\n\n");
          Map<String, List<Result>> columns = columns(group, results);
          table(
              text,
              "median (least to greatest)",
              columns.keySet(),
              Arrays.stream(Figure.values())
                  .filter(figure -> !Spread.of(results, figure).isEmpty())
                  .map(figure -> row(figure, columns.values()))
                  .toList());
          ratios(text, results);
        });
    return text.toString();
  }

  /** By peer, and in a search for the most wearers by their number too. */
  private static Map<String, List<Result>> columns(String group, List<Result> results) {
    return results.stream()
        .collect(
            Collectors.groupingBy(
                result ->
                    group.startsWith("drain")
                        ? result.peer()
                        : result.peer() + ", " + result.wearers(),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static List<String> row(Figure figure, Collection<List<Result>> columns) {
    List<String> row = new ArrayList<>(List.of(figure.title()));
    columns.forEach(column -> row.add(Spread.of(column, figure).text(figure::text)));
    return row;
  }

  private static void table(
      StringBuilder text, String corner, Iterable<String> header, List<List<String>> rows) {
    List<String> first = new ArrayList<>(List.of(corner));
    header.forEach(first::add);
    text.append("| ").append(String.join(" | ", first)).append(" |\n");
    text.append("|---".repeat(first.size())).append("|\n");
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    text.append('\n');
  }

  /** What the first peer, the app, needs and does for one of each other, run by run. */
  private static void ratios(StringBuilder text, List<Result> results) {
    String app = results.get(0).peer();
    List<List<String>> rows = new ArrayList<>();
    for (String peer : results.stream().map(Result::peer).distinct().skip(1).toList()) {
      List<String> row = new ArrayList<>(List.of(peer));
      for (Figure figure : BARS) {
        Spread ratios =
            Spread.of(
                results.stream()
                    .filter(mine -> mine.peer().equals(app))
                    .flatMap(mine -> ratios(mine, peer, results, figure)));
        row.add(ratios.text(ratio -> String.format(Locale.ROOT, "%.2f", ratio)));
      }
      rows.add(row);
    }
    if (!rows.isEmpty()) {
      table(text, app + " / other", BARS.stream().map(Figure::title).toList(), rows);
    }
  }

  private static Stream<Double> ratios(
      Result mine, String peer, List<Result> results, Figure figure) {
    return results.stream()
        .filter(other -> other.peer().equals(peer) && other.run() == mine.run())
        .filter(other -> other.wearers() == mine.wearers())
        .map(
            other ->
                mine.figures().getOrDefault(figure, NONE)
                    / other.figures().getOrDefault(figure, NONE));
  }

  /** Draws bars of the peers, and lines over the number of wearers. */
  void plot(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var group : groups.entrySet()) {
      String name = group.getKey().replaceAll("[^a-z0-9]+", "-");
      boolean scale = group.getKey().startsWith("scale");
      for (Figure figure : scale ? LINES : BARS) {
        Path file =
            folder.resolve(
                name + "-" + figure.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png");
        if (scale) {
          BitmapEncoder.saveBitmap(
              lines(group.getKey(), group.getValue(), figure), file.toString(), BitmapFormat.PNG);
        } else if (!Spread.of(group.getValue(), figure).isEmpty()) {
          BitmapEncoder.saveBitmap(
              bars(group.getKey(), group.getValue(), figure), file.toString(), BitmapFormat.PNG);
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
    columns(title, results)
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

  private static XYChart lines(String title, List<Result> results, Figure figure) {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(450)
            .title(title)
            .xAxisTitle("wearers")
            .yAxisTitle(figure.title())
            .build();
    results.stream()
        .filter(result -> result.figures().containsKey(figure))
        .collect(
            Collectors.groupingBy(
                result -> result.peer() + ", run " + result.run(),
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
}
