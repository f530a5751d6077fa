package io.kinetograph.trainer.export;

/**
 * Between which numbers a tensor is quantised. A wider range clips less and rounds more coarsely.
 */
public enum RangeRule {

  /** The range with the least squared error: what it clips weighed against what it rounds. */
  MSE {
    @Override
    Quantisation fit(Histogram histogram) {
      return LeastSquares.fit(histogram);
    }
  },

  /** From the 0.01th to the 99.99th percentile. */
  PERCENTILE {
    @Override
    Quantisation fit(Histogram histogram) {
      return Quantisation.between(histogram.quantile(1 - INSIDE), histogram.quantile(INSIDE));
    }
  },

  /** All that was ever seen. */
  MINMAX {
    @Override
    Quantisation fit(Histogram histogram) {
      return Quantisation.between(histogram.min(), histogram.max());
    }
  };

  private static final double INSIDE = 0.9999;

  /** The quantisation of a tensor whose numbers were counted. */
  abstract Quantisation fit(Histogram histogram);
}
