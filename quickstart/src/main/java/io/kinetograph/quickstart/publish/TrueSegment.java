package io.kinetograph.quickstart.publish;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.FloatAxes;
import java.util.List;

/** Five seconds of motion of which it is known what the wearer did. Immutable. */
public final class TrueSegment {

  private final String truth;
  private final int number;
  private final float[] values;

  /**
   * Creates a segment.
   *
   * @param truth what the wearer did, as a model's label
   * @param number of the segment among those of its recording, from 1
   * @param values 15 x 125 accelerations in m/s^2, row after row as in a {@link Segment}; copied
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public TrueSegment(String truth, int number, float[] values) {
    if (values.length != Segment.ROWS * Segment.COLUMNS) {
      throw new IllegalArgumentException(
          "a segment has " + Segment.ROWS * Segment.COLUMNS + " values, not " + values.length);
    }
    this.truth = truth;
    this.number = number;
    this.values = values.clone();
  }

  /** What the wearer did. */
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
   * A second of one axis, as a reading holds it.
   *
   * @param row 0 to 14
   * @param second 0 to 4
   */
  List<Float> axis(int row, int second) {
    int from = row * Segment.COLUMNS + second * Segment.SAMPLE_RATE_HZ;
    return FloatAxes.of(values, from, from + Segment.SAMPLE_RATE_HZ);
  }
}
