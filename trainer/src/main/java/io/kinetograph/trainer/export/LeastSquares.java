package io.kinetograph.trainer.export;

/**
 * Finds the range with the least squared error. It starts at the extremes and moves one end at a
 * time to the best of a hundred places, so it ends nowhere worse than it started.
 */
final class LeastSquares {

  private static final int PLACES = 100;

  /** The two ends hardly depend on each other; a second round moves them by little. */
  private static final int ROUNDS = 2;

  private final Histogram histogram;
  private double low;
  private double high;
  private Quantisation best;
  private double least;

  private LeastSquares(Histogram histogram) {
    this.histogram = histogram;
    this.low = Math.min(histogram.min(), 0);
    this.high = Math.max(histogram.max(), 0);
    this.best = Quantisation.between(low, high);
    this.least = best.squaredError(histogram);
  }

  static Quantisation fit(Histogram histogram) {
    LeastSquares search = new LeastSquares(histogram);
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
    Quantisation candidate = Quantisation.between(from, to);
    double error = candidate.squaredError(histogram);
    if (error < least) {
      least = error;
      best = candidate;
      low = from;
      high = to;
    }
  }
}
