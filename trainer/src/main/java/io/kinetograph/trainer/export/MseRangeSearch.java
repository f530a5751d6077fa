package io.kinetograph.trainer.export;

/**
 * Finds the range with the least squared error. It starts at the extremes and moves one end at a
 * time to the best of a hundred places, so it ends nowhere worse than it started.
 */
final class MseRangeSearch {

  private static final int PLACES = 100;

  /** The two ends hardly depend on each other; a second round moves them by little. */
  private static final int ROUNDS = 2;

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

  static Quantization fit(Histogram histogram) {
    MseRangeSearch search = new MseRangeSearch(histogram);
    double lowest = search.low;
    double highest = search.high;
    for (int round = 0; round < ROUNDS; round++) {
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
