// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import java.util.Arrays;
import java.util.Set;

/**
 * Five seconds of one wearer's acceleration on the 25 Hz grid: 15 rows (5 units x 3 axes) of 125
 * columns, in m/s^2 including gravity, with its coverage, the share that was measured.
 *
 * <p>A segment starts at a time in event time and has the instants {@code start + 40 ms * t}, t =
 * 0..124. Missing values are filled in (see {@link SegmentAssembler}) and do not count as coverage.
 * Immutable.
 */
public final class Segment {

  /** Sample rate of the grid, in Hz. */
  public static final int SAMPLE_RATE_HZ = 25;

  /** Time from one column to the next, in microseconds. */
  public static final long COLUMN_MICROS = 1_000_000L / SAMPLE_RATE_HZ;

  /** Length of a segment, in microseconds. */
  public static final long LENGTH_MICROS = 5_000_000L;

  /** Columns of a segment: 125. */
  public static final int COLUMNS = (int) (LENGTH_MICROS / COLUMN_MICROS);

  /** The share of a unit's instants from which its values say more than that it was worn. */
  private static final float MIN_UNIT_COVERAGE = 0.3f;

  /** Rows of a segment: 15. */
  public static final int ROWS = BodyUnit.COUNT * BodyUnit.AXES;

  private final long startMicros;
  private final float[] values;
  private final float[] unitCoverage;

  /** Keeps the arrays without a copy. */
  Segment(long startMicros, float[] values, float[] unitCoverage) {
    this.startMicros = startMicros;
    this.values = values;
    this.unitCoverage = unitCoverage;
  }

  /**
   * Creates a segment in which every value was measured, such as one of a recording.
   *
   * @param startMicros its first instant, in microseconds since the epoch
   * @param values 15 x 125 values in m/s^2, row after row; copied
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public static Segment measured(long startMicros, float[] values) {
    float[] complete = new float[BodyUnit.COUNT];
    Arrays.fill(complete, 1f);
    return new Segment(startMicros, copy(values), complete);
  }

  /**
   * The same stretch of time with other values.
   *
   * @param others 15 x 125 values in m/s^2, row after row; copied
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public Segment withValues(float[] others) {
    return new Segment(startMicros, copy(others), unitCoverage);
  }

  /**
   * The same stretch of time as if some units had measured nothing.
   *
   * @param units which are left out; if empty, the segment itself is returned
   */
  public Segment without(Set<BodyUnit> units) {
    if (units.isEmpty()) {
      return this;
    }
    float[] others = values.clone();
    float[] coverage = unitCoverage.clone();
    for (BodyUnit unit : units) {
      clear(others, unit);
      coverage[unit.index()] = 0;
    }
    return new Segment(startMicros, others, coverage);
  }

  /**
   * The same stretch of time with 0 m/s^2 in the rows of units of which only a fragment, less than
   * 30%, was measured, as if they were not worn. Most of their values are filled in, and look like
   * a unit that is worn and does not move. The coverage does not change.
   *
   * @return the segment itself if no unit is a fragment, or if nothing else was measured
   */
  public Segment withoutFragments() {
    float[] others = null;
    boolean isAnyLeft = false;
    for (int index = 0; index < unitCoverage.length; index++) {
      BodyUnit unit = BodyUnit.at(index);
      isAnyLeft |= unitCoverage[index] >= MIN_UNIT_COVERAGE;
      if (isFragment(unit)) {
        others = others == null ? values.clone() : others;
        clear(others, unit);
      }
    }
    return others == null || !isAnyLeft ? this : new Segment(startMicros, others, unitCoverage);
  }

  /** Whether something of a unit was measured, but less than {@link #MIN_UNIT_COVERAGE}. */
  private boolean isFragment(BodyUnit unit) {
    float share = unitCoverage[unit.index()];
    return share > 0 && share < MIN_UNIT_COVERAGE;
  }

  private static void clear(float[] values, BodyUnit unit) {
    int from = unit.row(0) * COLUMNS;
    Arrays.fill(values, from, from + BodyUnit.AXES * COLUMNS, 0);
  }

  private static float[] copy(float[] values) {
    if (values.length != ROWS * COLUMNS) {
      throw new IllegalArgumentException(
          "a segment has " + ROWS * COLUMNS + " values, not " + values.length);
    }
    return values.clone();
  }

  /** The first instant in event time, in microseconds since the epoch. */
  public long startMicros() {
    return startMicros;
  }

  /** The end, which is not part of the segment, in microseconds since the epoch. */
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

  /**
   * Copies a row.
   *
   * @param row 0 to 14, see {@link BodyUnit#row}
   * @param into receives 125 values in m/s^2
   */
  public void copyRow(int row, float[] into) {
    System.arraycopy(values, row * COLUMNS, into, 0, COLUMNS);
  }

  /** All 15 x 125 values in m/s^2, row after row; a copy. */
  public float[] toArray() {
    return values.clone();
  }

  /** The measured share of the segment, from 0 to 1: the mean over all five units. */
  public float coverage() {
    float sum = 0;
    for (float share : unitCoverage) {
      sum += share;
    }
    return sum / unitCoverage.length;
  }

  /** The measured share of one unit's instants, from 0 to 1. */
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
