// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The values of one figure in several runs, in order. */
record Spread(List<Double> sorted) {

  /** Of the finite ones. */
  static Spread of(Stream<Double> values) {
    return new Spread(values.filter(Double::isFinite).sorted().toList());
  }

  static Spread of(List<Result> results, Figure figure) {
    return of(results.stream().map(result -> result.figures().getOrDefault(figure, Double.NaN)));
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

  /** The median and, of several values, the least and the greatest; empty without values. */
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
