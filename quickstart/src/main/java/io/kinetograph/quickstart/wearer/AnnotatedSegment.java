// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.FloatAxes;
import java.util.List;

/** Five seconds of motion with their ground truth. Immutable. */
public final class AnnotatedSegment {

  private final String truth;
  private final int number;
  private final float[] values;

  /**
   * Creates a segment.
   *
   * @param truth what the wearer really did, as a label of the model
   * @param number the segment's number in its recording, from 1
   * @param values 15 x 125 accelerations in m/s^2, row after row as in a {@link Segment}; copied
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public AnnotatedSegment(String truth, int number, float[] values) {
    if (values.length != Segment.ROWS * Segment.COLUMNS) {
      throw new IllegalArgumentException(
          "a segment needs " + Segment.ROWS * Segment.COLUMNS + " values, got " + values.length);
    }
    this.truth = truth;
    this.number = number;
    this.values = values.clone();
  }

  /** What the wearer really did. */
  public String truth() {
    return truth;
  }

  /** The segment's number in its recording, from 1. */
  public int number() {
    return number;
  }

  /** All 15 x 125 values in m/s^2, row after row; a copy. */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * One second of one axis, for a reading.
   *
   * @param row 0 to 14
   * @param second 0 to 4
   */
  public List<Float> axis(int row, int second) {
    int from = row * Segment.COLUMNS + second * Segment.SAMPLE_RATE_HZ;
    return FloatAxes.of(values, from, from + Segment.SAMPLE_RATE_HZ);
  }
}
