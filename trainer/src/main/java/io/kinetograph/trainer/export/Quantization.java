package io.kinetograph.trainer.export;

/**
 * How a tensor's numbers become whole ones from 0 to 255: {@code round(x / scale) + zeroPoint},
 * clipped. Zero is kept exactly, as padding is made of it.
 *
 * @param scale width of a step, above 0
 * @param zeroPoint what zero becomes, 0 to 255
 */
record Quantization(float scale, int zeroPoint) {

  private static final int MOST = 255;

  /** Below it the product of two scales, which is a bias's scale, would no longer be a number. */
  private static final float LEAST_SCALE = 1e-12f;

  Quantization {
    if (!(scale > 0) || !Float.isFinite(scale) || zeroPoint < 0 || zeroPoint > MOST) {
      throw new IllegalArgumentException(
          "scale %s and zero point %d do not quantise".formatted(scale, zeroPoint));
    }
  }

  /** The quantisation that reaches from low to high, and to zero if that lies outside. */
  static Quantization between(double low, double high) {
    double least = Math.min(low, 0);
    double most = Math.max(high, 0);
    float scale = Math.max((float) ((most - least) / MOST), LEAST_SCALE);
    return new Quantization(scale, Math.min(MOST, (int) Math.round(-least / scale)));
  }

  /** Smallest number that is not clipped. */
  double low() {
    return -zeroPoint * (double) scale;
  }

  /** Largest number that is not clipped. */
  double high() {
    return (MOST - zeroPoint) * (double) scale;
  }

  /** What is left of a number after quantising and restoring it. */
  double restore(double value) {
    double quantised = Math.rint(value / scale) + zeroPoint;
    return (Math.max(0, Math.min(MOST, quantised)) - zeroPoint) * scale;
  }

  /** The sum of squared differences that quantising makes to the numbers of a histogram. */
  double squaredError(Histogram histogram) {
    double sum = 0;
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      if (histogram.count(bin) > 0) {
        double difference = histogram.centre(bin) - restore(histogram.centre(bin));
        sum += histogram.count(bin) * difference * difference;
      }
    }
    return sum;
  }
}
