// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import io.kinetograph.imaging.segment.Segment;

/** The movement in one row of a segment: what its values differ from their mean. */
final class RowMovement {

  private RowMovement() {}

  /** The mean of the 125 values from an index on. */
  static double mean(float[] values, int first) {
    double sum = 0;
    for (int i = first; i < first + Segment.COLUMNS; i++) {
      sum += values[i];
    }
    return sum / Segment.COLUMNS;
  }

  /** Multiplies the movement by a factor, in place; the mean, and so gravity, is not changed. */
  static void scale(float[] values, int first, double factor) {
    double rest = (1 - factor) * mean(values, first);
    for (int i = first; i < first + Segment.COLUMNS; i++) {
      values[i] = (float) (rest + factor * values[i]);
    }
  }
}
