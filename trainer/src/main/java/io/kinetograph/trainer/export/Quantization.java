// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import io.kinetograph.trainer.export.ActivationHistograms.Histogram;
import java.util.Locale;

/**
 * Affine quantization of a tensor to unsigned 8 bits: {@code round(x / scale) + zeroPoint}, clipped
 * to 0 to 255. Zero is exact, because padding consists of it.
 *
 * @param scale width of a step, above 0
 * @param zeroPoint the 8-bit value of zero, 0 to 255
 */
record Quantization(float scale, int zeroPoint) {

  private static final int MOST = 255;

  /** Below it the product of two scales, which is the scale of a bias, would underflow. */
  private static final float LEAST_SCALE = 1e-12f;

  Quantization {
    if (!(scale > 0) || !Float.isFinite(scale) || zeroPoint < 0 || zeroPoint > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "scale %s and zero point %d are not a quantization to 8 bits",
              scale,
              zeroPoint));
    }
  }

  /** The quantization of a range, extended to zero if zero lies outside. */
  static Quantization between(double low, double high) {
    double least = Math.min(low, 0);
    double most = Math.max(high, 0);
    float scale = Math.max((float) ((most - least) / MOST), LEAST_SCALE);
    return new Quantization(scale, Math.min(MOST, (int) Math.round(-least / scale)));
  }

  /** Smallest value that is not clipped. */
  double low() {
    return -zeroPoint * (double) scale;
  }

  /** Largest value that is not clipped. */
  double high() {
    return (MOST - zeroPoint) * (double) scale;
  }

  /** A value after quantization and dequantization. */
  double dequantized(double value) {
    double quantized = Math.rint(value / scale) + zeroPoint;
    return (Math.max(0, Math.min(MOST, quantized)) - zeroPoint) * scale;
  }

  /** Sum of the squared quantization errors over the values of a histogram. */
  double squaredError(Histogram histogram) {
    double sum = 0;
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      if (histogram.count(bin) > 0) {
        double difference = histogram.center(bin) - dequantized(histogram.center(bin));
        sum += histogram.count(bin) * difference * difference;
      }
    }
    return sum;
  }
}
