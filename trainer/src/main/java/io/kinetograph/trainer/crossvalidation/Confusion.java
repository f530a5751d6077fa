package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each activity was taken for each.
 *
 * @param activities those that occur or are named, in the data set's order
 * @param counts a row an activity that was done, a column an activity that was named
 */
public record Confusion(List<String> activities, List<List<Integer>> counts) {

  /** Copies. */
  public Confusion {
    activities = List.copyOf(activities);
    counts = counts.stream().map(List::copyOf).toList();
  }

  static Confusion of(ConfusionMatrix matrix) {
    List<Integer> places =
        IntStream.range(0, matrix.labels().size())
            .filter(i -> matrix.segments(i) > 0 || matrix.named(i) > 0)
            .boxed()
            .toList();
    List<List<Integer>> counts = new ArrayList<>();
    for (int row : places) {
      counts.add(places.stream().map(column -> matrix.count(row, column)).toList());
    }
    return new Confusion(places.stream().map(matrix.labels()::get).toList(), counts);
  }
}
