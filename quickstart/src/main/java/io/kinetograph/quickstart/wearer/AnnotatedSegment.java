// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.FloatAxes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Five seconds of motion with their ground truth. Immutable. */
public final class AnnotatedSegment {

  private final String truth;
  private final int number;
  private final float[] values;
  private final @Nullable Change change;
  private final @Nullable String unscored;

  /**
   * A moment at which the wearer began to do something else.
   *
   * @param before the activity that ended there
   * @param after the activity that began there
   * @param column of the segment, 0 to 124
   */
  public record Change(String before, String after, int column) {}

  /**
   * Creates a segment in which the wearer did one thing.
   *
   * @param truth what the wearer really did, as a label of the model
   * @param number the segment's number in its recording, from 1
   * @param values 15 x 125 accelerations in m/s^2, row after row as in a {@link Segment}; copied
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public AnnotatedSegment(String truth, int number, float[] values) {
    this(truth, number, values, null, null);
  }

  /**
   * Creates a segment.
   *
   * @param truth what the wearer really did for most of it: a label of the model, {@code unknown}
   *     or {@code not-worn}
   * @param number the segment's number in its recording, from 1
   * @param values 15 x 125 accelerations in m/s^2, row after row as in a {@link Segment}; copied
   * @param change when the wearer began to do something else; null if never
   * @param unscored why no label can be right, in a few words; null if one can
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public AnnotatedSegment(
      String truth,
      int number,
      float[] values,
      @Nullable Change change,
      @Nullable String unscored) {
    if (values.length != Segment.ROWS * Segment.COLUMNS) {
      throw new IllegalArgumentException(
          "a segment needs " + Segment.ROWS * Segment.COLUMNS + " values, got " + values.length);
    }
    this.truth = truth;
    this.number = number;
    this.values = values.clone();
    this.change = change;
    this.unscored = unscored;
  }

  /** What the wearer really did, for most of the segment. */
  public String truth() {
    return truth;
  }

  /** The segment's number in its recording, from 1. */
  public int number() {
    return number;
  }

  /** When the wearer began to do something else; null if never. */
  public @Nullable Change change() {
    return change;
  }

  /** Why no label of the segment can be right, in a few words; null if one can. */
  public @Nullable String unscored() {
    return unscored;
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
