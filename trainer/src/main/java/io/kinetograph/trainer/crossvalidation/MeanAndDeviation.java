package io.kinetograph.trainer.crossvalidation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several figures in one.
 *
 * @param mean of the figures
 * @param deviation their standard deviation as that of a sample, divided by one less than their
 *     number; null for a single one
 * @param count how many figures, at least 1
 */
public record MeanAndDeviation(double mean, @Nullable Double deviation, int count) {

  /**
   * Of some figures.
   *
   * @param figures one or more
   */
  static MeanAndDeviation of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("there are no figures");
    }
    double mean = figures.stream().mapToDouble(x -> x).sum() / figures.size();
    double squares = figures.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new MeanAndDeviation(
        mean,
        figures.size() == 1 ? null : Math.sqrt(squares / (figures.size() - 1)),
        figures.size());
  }
}
