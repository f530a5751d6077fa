// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.Result.Group;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of many runs: medians, with the least and the greatest. */
final class Report {

  private static final List<Figure> RATIOS =
      List.of(Figure.LABELS_PER_SECOND, Figure.CPU_MILLIS, Figure.CPU_MILLIS_WARM);

  private final Map<Group, List<Result>> groups;

  Report(List<Result> results) {
    this.groups =
        results.stream()
            .collect(Collectors.groupingBy(Result::group, LinkedHashMap::new, Collectors.toList()));
  }

  /** A table for each group of runs that can be compared, and the ratios of its peers. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (group, results) -> {
          text.append("### ").append(group.title()).append("\n\n");
          text.append(group.conditions()).append("\n\n");
          Map<String, List<Result>> columns = columns(results);
          table(
              text,
              "median (least to greatest)",
              columns.keySet(),
              Arrays.stream(Figure.values())
                  .filter(figure -> !Spread.of(results, figure).isEmpty())
                  .map(figure -> row(figure, columns.values()))
                  .toList());
          lateness(text, results);
          ratios(text, results);
        });
    return text.toString();
  }

  /** By peer, and in a search for the most wearers by their number too. */
  static Map<String, List<Result>> columns(List<Result> results) {
    return results.stream()
        .collect(
            Collectors.groupingBy(
                result ->
                    result.call().isSearch()
                        ? result.peer() + ", " + result.wearers()
                        : result.peer(),
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

  private static void lateness(StringBuilder text, List<Result> results) {
    long late = results.stream().filter(Result::isPublisherLate).count();
    if (late > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "In %d of %d results, readings were published more than %d ms late: their delays are"
                  + " too long.%n%n",
              late,
              results.size(),
              Result.MAX_LATENESS_MILLIS));
    }
  }

  /** What the first peer, the app, needs and does for one of each other, run by run. */
  private static void ratios(StringBuilder text, List<Result> results) {
    String app = results.get(0).peer();
    List<List<String>> rows = new ArrayList<>();
    for (String peer : results.stream().map(Result::peer).distinct().skip(1).toList()) {
      List<String> row = new ArrayList<>(List.of(peer));
      for (Figure figure : RATIOS) {
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
      table(text, app + " / other", RATIOS.stream().map(Figure::title).toList(), rows);
    }
  }

  private static Stream<Double> ratios(
      Result mine, String peer, List<Result> results, Figure figure) {
    return results.stream()
        .filter(other -> other.peer().equals(peer) && other.isBeside(mine))
        .map(
            other ->
                mine.figures().getOrDefault(figure, Double.NaN)
                    / other.figures().getOrDefault(figure, Double.NaN));
  }

  /** Draws plots of each group into a folder, as PNG. */
  void plot(Path folder) throws IOException {
    new ReportPlots(folder).draw(groups);
  }
}
