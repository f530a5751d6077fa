package io.kinetograph.trainer.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How often each activity was taken for each. A label that is not among them counts as wrong. */
public final class ConfusionMatrix {

  private final List<String> labels;
  private final int[][] counts;

  /**
   * Creates an empty matrix.
   *
   * @param labels the activities, none twice
   */
  public ConfusionMatrix(List<String> labels) {
    this.labels = List.copyOf(labels);
    // The last column is for labels that are none of these.
    this.counts = new int[labels.size()][labels.size() + 1];
  }

  /**
   * Counts one segment.
   *
   * @param truth one of the labels
   * @param predicted what it was taken for
   */
  public void count(String truth, String predicted) {
    int row = labels.indexOf(truth);
    if (row < 0) {
      throw new IllegalArgumentException("'" + truth + "' is none of the activities");
    }
    int column = labels.indexOf(predicted);
    counts[row][column < 0 ? labels.size() : column]++;
  }

  /** Counts all that another matrix of the same activities has counted. */
  public void add(ConfusionMatrix other) {
    if (!other.labels.equals(labels)) {
      throw new IllegalArgumentException("the matrices are of different activities");
    }
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

  /** How often one was taken for the other; the column behind the last is for other labels. */
  public int count(int truth, int predicted) {
    return counts[truth][predicted];
  }

  /** Share of all segments that were named right; not a number if there is none. */
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

  /** How many segments of an activity there are. */
  public int segments(int activity) {
    int total = 0;
    for (int count : counts[activity]) {
      total += count;
    }
    return total;
  }

  /** How many segments were taken for an activity. */
  public int named(int activity) {
    int total = 0;
    for (int[] row : counts) {
      total += row[activity];
    }
    return total;
  }

  /** Share of an activity's segments that were named right; empty if it has none. */
  public OptionalDouble recall(int activity) {
    return share(counts[activity][activity], segments(activity));
  }

  /** Share of right ones among all that were named so; empty if none was. */
  public OptionalDouble precision(int activity) {
    return share(counts[activity][activity], named(activity));
  }

  /** Harmonic mean of precision and recall; empty if it neither occurs nor is named. */
  public OptionalDouble f1(int activity) {
    return share(2 * counts[activity][activity], segments(activity) + named(activity));
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  /** Recall of every activity that occurs, and the matrix, as a table for people. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    text.append(String.format("%-" + (width + 4) + "s %8s  taken for%n", "activity", "recall"));
    for (int row = 0; row < labels.size(); row++) {
      OptionalDouble recall = recall(row);
      if (recall.isEmpty()) {
        continue;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%2d %-" + (width + 1) + "s %6.2f %% ",
              row + 1,
              labels.get(row),
              100 * recall.getAsDouble()));
      for (int column = 0; column < counts[row].length; column++) {
        int count = counts[row][column];
        if (count > 0 && column != row) {
          String other = column < labels.size() ? labels.get(column) : "(another)";
          text.append(' ').append(count).append(" x ").append(other).append(';');
        }
      }
      text.append(System.lineSeparator());
    }
    text.append(System.lineSeparator()).append(matrix());
    return text.toString();
  }

  private String matrix() {
    StringBuilder text = new StringBuilder("   ");
    for (int column = 0; column < labels.size(); column++) {
      text.append(String.format("%5d", column + 1));
    }
    text.append(System.lineSeparator());
    for (int row = 0; row < labels.size(); row++) {
      if (recall(row).isPresent()) {
        text.append(String.format("%3d", row + 1));
        for (int column = 0; column < labels.size(); column++) {
          text.append(
              counts[row][column] == 0 ? "    ." : String.format("%5d", counts[row][column]));
        }
        text.append(System.lineSeparator());
      }
    }
    return text.toString();
  }
}
