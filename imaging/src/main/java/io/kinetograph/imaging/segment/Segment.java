package io.kinetograph.imaging.segment;

import java.util.Arrays;

/**
 * Five seconds of one wearer's acceleration on the 25 Hz grid: 15 rows (5 units x 3 axes) of 125
 * columns, in m/s^2 including gravity, with the share of it that was measured.
 *
 * <p>A segment starts at an instant of event time and holds the instants {@code start + 40 ms * t},
 * t = 0..124. What was not measured is filled in (see {@link SegmentAssembler}) and does not count
 * as coverage. Immutable.
 */
public final class Segment {

  /** Sample rate of the grid, in Hz. */
  public static final int SAMPLE_RATE_HZ = 25;

  /** Distance of two columns, in microseconds. */
  public static final long COLUMN_MICROS = 1_000_000L / SAMPLE_RATE_HZ;

  /** Length of a segment, in microseconds. */
  public static final long LENGTH_MICROS = 5_000_000L;

  /** Columns of a segment: 125. */
  public static final int COLUMNS = (int) (LENGTH_MICROS / COLUMN_MICROS);

  /** Rows of a segment: 15. */
  public static final int ROWS = BodyUnit.COUNT * BodyUnit.AXES;

  private final long startMicros;
  private final float[] values;
  private final float[] unitCoverage;

  /** Takes the arrays as its own; for this package, which made them. */
  Segment(long startMicros, float[] values, float[] unitCoverage) {
    this.startMicros = startMicros;
    this.values = values;
    this.unitCoverage = unitCoverage;
  }

  /**
   * A segment in which every value was measured, as the recordings of a data set are.
   *
   * @param startMicros its first instant, in microseconds of the epoch
   * @param values 15 x 125 values in m/s^2, row after row; copied
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public static Segment measured(long startMicros, float[] values) {
    if (values.length != ROWS * COLUMNS) {
      throw new IllegalArgumentException(
          "a segment has " + ROWS * COLUMNS + " values, not " + values.length);
    }
    float[] whole = new float[BodyUnit.COUNT];
    Arrays.fill(whole, 1f);
    return new Segment(startMicros, values.clone(), whole);
  }

  /** The first instant, in microseconds of the epoch. */
  public long startMicros() {
    return startMicros;
  }

  /** The instant at which the next segment of a tumbling window starts, in microseconds. */
  public long endMicros() {
    return startMicros + LENGTH_MICROS;
  }

  /**
   * One value.
   *
   * @param row 0 to 14, see {@link BodyUnit#row}
   * @param column 0 to 124
   * @return acceleration in m/s^2
   */
  public float value(int row, int column) {
    return values[row * COLUMNS + column];
  }

  /** All 15 x 125 values in m/s^2, row after row; a copy. */
  public float[] toArray() {
    return values.clone();
  }

  /** The share of the segment that was measured and not filled in, from 0 to 1. */
  public float coverage() {
    float sum = 0;
    for (float share : unitCoverage) {
      sum += share;
    }
    return sum / unitCoverage.length;
  }

  /** The share of one unit's instants that was measured and not filled in, from 0 to 1. */
  public float coverage(BodyUnit unit) {
    return unitCoverage[unit.index()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Segment that
        && startMicros == that.startMicros
        && Arrays.equals(values, that.values)
        && Arrays.equals(unitCoverage, that.unitCoverage);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(startMicros) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Segment[start=" + startMicros + " us, coverage=" + coverage() + "]";
  }
}
