package io.kinetograph.trainer.export;

/**
 * Between which numbers a tensor is quantised. A wider range clips less and rounds more coarsely.
 */
public enum RangeRule {

  /** The range with the least squared error: what it clips weighed against what it rounds. */
  MSE {
    @Override
    Quantization fit(Histogram histogram) {
      return MseRangeSearch.fit(histogram);
    }
  },

  /** From the 0.01th to the 99.99th percentile. */
  PERCENTILE {
    @Override
    Quantization fit(Histogram histogram) {
      return Quantization.between(histogram.quantile(1 - INSIDE), histogram.quantile(INSIDE));
    }
  },

  /** All that was ever seen. */
  MINMAX {
    @Override
    Quantization fit(Histogram histogram) {
      return Quantization.between(histogram.min(), histogram.max());
    }
  };

  private static final double INSIDE = 0.9999;

  /** The quantisation of a tensor whose numbers were counted. */
  abstract Quantization fit(Histogram histogram);
}
