// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import io.kinetograph.trainer.export.ActivationHistograms.Histogram;

/**
 * Finds the int8 range of a tensor: the one with the least mean squared error between the values
 * before and after quantization, which weighs clipping against rounding. The search starts at the
 * extremes (MinMax) and moves one end at a time to the best of a hundred places, so the result is
 * never worse than MinMax. Decision 4 compares it with MinMax and percentiles.
 */
final class MseRangeSearch {

  private static final int PLACES = 100;

  /** The two ends hardly depend on each other; a second iteration moves them by little. */
  private static final int ITERATIONS = 2;

  private final Histogram histogram;
  private double low;
  private double high;
  private Quantization best;
  private double least;

  private MseRangeSearch(Histogram histogram) {
    this.histogram = histogram;
    this.low = Math.min(histogram.min(), 0);
    this.high = Math.max(histogram.max(), 0);
    this.best = Quantization.between(low, high);
    this.least = best.squaredError(histogram);
  }

  /** The quantization of a tensor with such values. */
  static Quantization fit(Histogram histogram) {
    MseRangeSearch search = new MseRangeSearch(histogram);
    double lowest = search.low;
    double highest = search.high;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (int place = 1; place <= PLACES; place++) {
        search.consider(search.low, highest * place / PLACES);
      }
      for (int place = 1; place <= PLACES && lowest < 0; place++) {
        search.consider(lowest * place / PLACES, search.high);
      }
    }
    return search.best;
  }

  private void consider(double from, double to) {
    Quantization candidate = Quantization.between(from, to);
    double error = candidate.squaredError(histogram);
    if (error < least) {
      least = error;
      best = candidate;
      low = from;
      high = to;
    }
  }
}
