package io.kinetograph.trainer.export;

import java.nio.FloatBuffer;

/** The smallest and the largest number seen. */
final class Extremes {

  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  void add(FloatBuffer numbers) {
    while (numbers.hasRemaining()) {
      float number = numbers.get();
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
  }

  /** An empty histogram of that range. */
  Histogram histogram() {
    return new Histogram(min, max);
  }
}
