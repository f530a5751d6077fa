// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts of actual against predicted activities. Any other predicted label counts as wrong. */
public final class ConfusionMatrix {

  private final List<String> labels;
  private final int[][] counts;

  /**
   * Creates an empty matrix.
   *
   * @param labels the activities, without duplicates
   */
  public ConfusionMatrix(List<String> labels) {
    this.labels = List.copyOf(labels);
    // The last column counts all other labels.
    this.counts = new int[labels.size()][labels.size() + 1];
  }

  /**
   * Counts one segment.
   *
   * @param actual one of the labels
   * @param predicted any label
   */
  public void count(String actual, String predicted) {
    int row = labels.indexOf(actual);
    if (row < 0) {
      throw new IllegalArgumentException(
          "'%s' is not an activity of this matrix".formatted(actual));
    }
    int column = labels.indexOf(predicted);
    counts[row][column < 0 ? labels.size() : column]++;
  }

  /** Adds the counts of another matrix of the same activities. */
  public void add(ConfusionMatrix other) {
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts[row].length; column++) {
        counts[row][column] += other.counts[row][column];
      }
    }
  }

  /** The activities. */
  public List<String> labels() {
    return labels;
  }

  /** A cell; the column after the last activity is for all other labels. */
  public int count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** Share of all segments with the right label; NaN without segments. */
  public double accuracy() {
    int right = 0;
    int total = 0;
    for (int row = 0; row < counts.length; row++) {
      right += counts[row][row];
      for (int count : counts[row]) {
        total += count;
      }
    }
    return (double) right / total;
  }

  /** Number of segments of an activity. */
  public int segments(int activity) {
    int total = 0;
    for (int count : counts[activity]) {
      total += count;
    }
    return total;
  }

  /** Number of segments predicted as an activity. */
  public int predicted(int activity) {
    int total = 0;
    for (int[] row : counts) {
      total += row[activity];
    }
    return total;
  }

  /** Share of an activity's segments with the right label; empty if it has none. */
  public OptionalDouble recall(int activity) {
    return share(counts[activity][activity], segments(activity));
  }

  /** Share of right ones among the segments predicted as it; empty if there are none. */
  public OptionalDouble precision(int activity) {
    return share(counts[activity][activity], predicted(activity));
  }

  /** Harmonic mean of precision and recall; empty if it neither occurs nor is predicted. */
  public OptionalDouble f1(int activity) {
    return share(2 * counts[activity][activity], segments(activity) + predicted(activity));
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  /** The recall of each activity that occurs, and the matrix, as text tables. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    text.append(String.format("%-" + (width + 4) + "s %8s  predicted as%n", "activity", "recall"));
    for (int row = 0; row < labels.size(); row++) {
      OptionalDouble recall = recall(row);
      if (recall.isEmpty()) {
        continue;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%2d %-" + (width + 1) + "s %7.2f%% ",
              row + 1,
              labels.get(row),
              100 * recall.getAsDouble()));
      text.append(' ').append(mistakes(row)).append(System.lineSeparator());
    }
    text.append(System.lineSeparator()).append(matrix());
    return text.toString();
  }

  /** What an activity's segments are predicted as wrongly, the most frequent first. */
  private String mistakes(int row) {
    int[] ofRow = counts[row];
    return IntStream.range(0, ofRow.length)
        .filter(column -> column != row && ofRow[column] > 0)
        .boxed()
        .sorted(Comparator.comparingInt((Integer column) -> ofRow[column]).reversed())
        .map(c -> ofRow[c] + " x " + (c < labels.size() ? labels.get(c) : "(another)"))
        .collect(Collectors.joining("; "));
  }

  private String matrix() {
    StringBuilder text = new StringBuilder("   ");
    for (int column = 0; column < labels.size(); column++) {
      text.append(String.format(Locale.ROOT, "%5d", column + 1));
    }
    text.append(System.lineSeparator());
    for (int row = 0; row < labels.size(); row++) {
      if (recall(row).isPresent()) {
        text.append(String.format(Locale.ROOT, "%3d", row + 1));
        for (int column = 0; column < labels.size(); column++) {
          text.append(
              counts[row][column] == 0
                  ? "    ."
                  : String.format(Locale.ROOT, "%5d", counts[row][column]));
        }
        text.append(System.lineSeparator());
      }
    }
    return text.toString();
  }
}
