package io.kinetograph.trainer.export;

import java.nio.FloatBuffer;

/** How often a tensor's numbers fell into each of the equal bins between its extremes. */
final class Histogram {

  /** Sixteen a step of the widest quantisation: fine enough to tell its rounding. */
  static final int BINS = 4096;

  private final float min;
  private final float max;
  private final long[] counts = new long[BINS];
  private long total;

  /**
   * An empty histogram.
   *
   * @param min smallest number that will be added
   * @param max largest
   */
  Histogram(float min, float max) {
    if (!(min <= max) || !Float.isFinite(min) || !Float.isFinite(max)) {
      throw new IllegalArgumentException("%s to %s is no range".formatted(min, max));
    }
    this.min = min;
    this.max = max;
  }

  /** Counts the numbers of a buffer, from its position on. */
  void add(FloatBuffer numbers) {
    total += numbers.remaining();
    double width = ((double) max - min) / BINS;
    while (numbers.hasRemaining()) {
      double above = (double) numbers.get() - min;
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

  /** The number in the middle of a bin. */
  double centre(int bin) {
    return min + (bin + 0.5) * (((double) max - min) / BINS);
  }

  /**
   * The number that a share of all lies below, to a bin's width.
   *
   * @param share from 0 to 1
   */
  double quantile(double share) {
    double wanted = share * total;
    long below = 0;
    for (int bin = 0; bin < BINS; bin++) {
      below += counts[bin];
      if (below >= wanted && counts[bin] > 0) {
        return centre(bin);
      }
    }
    return max;
  }
}
