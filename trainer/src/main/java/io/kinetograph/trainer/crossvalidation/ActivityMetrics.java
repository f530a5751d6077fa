package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well one activity is named.
 *
 * @param activity its label
 * @param segments how many there were of it
 * @param precision share of right ones among all that were named so; null if none was
 * @param recall share of its segments that were named right; null if it has none
 * @param f1 harmonic mean of the two; null if it neither occurs nor is named
 */
public record ActivityMetrics(
    String activity,
    int segments,
    @Nullable Double precision,
    @Nullable Double recall,
    @Nullable Double f1) {

  /** Of every activity that occurs or is named. */
  static List<ActivityMetrics> of(ConfusionMatrix matrix) {
    return IntStream.range(0, matrix.labels().size())
        .filter(i -> matrix.segments(i) > 0 || matrix.named(i) > 0)
        .mapToObj(
            i ->
                new ActivityMetrics(
                    matrix.labels().get(i),
                    matrix.segments(i),
                    orNull(matrix.precision(i)),
                    orNull(matrix.recall(i)),
                    orNull(matrix.f1(i))))
        .toList();
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
