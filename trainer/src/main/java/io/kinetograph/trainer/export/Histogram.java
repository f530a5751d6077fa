package io.kinetograph.trainer.export;

import java.nio.FloatBuffer;

/** Counts of a tensor's values in equal bins between its extremes. */
final class Histogram {

  /** Sixteen per step of the widest quantization: fine enough to measure its rounding. */
  static final int BINS = 4096;

  private final float min;
  private final float max;
  private final long[] counts = new long[BINS];

  /**
   * An empty histogram.
   *
   * @param min smallest value that will be added
   * @param max largest
   */
  Histogram(float min, float max) {
    if (!(min <= max) || !Float.isFinite(min) || !Float.isFinite(max)) {
      throw new IllegalArgumentException("%s to %s is not a range".formatted(min, max));
    }
    this.min = min;
    this.max = max;
  }

  /** Counts the values of a buffer from its position on. */
  void add(FloatBuffer values) {
    double width = ((double) max - min) / BINS;
    while (values.hasRemaining()) {
      double above = (double) values.get() - min;
      double place = width > 0 ? above / width : 0;
      counts[(int) Math.max(0, Math.min(BINS - 1, place))]++;
    }
  }

  float min() {
    return min;
  }

  float max() {
    return max;
  }

  long count(int bin) {
    return counts[bin];
  }

  /** The value in the middle of a bin. */
  double center(int bin) {
    return min + (bin + 0.5) * (((double) max - min) / BINS);
  }
}
