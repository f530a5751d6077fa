// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import java.util.Arrays;

/**
 * Resamples the samples of one wearer and one segment to the segment's 25 Hz grid.
 *
 * <p>Only samples in {@code [start, start + 5 s)} count, so the segment depends on nothing else.
 * The order of the samples, their division into readings and repetitions do not change the result.
 * Of two different samples of one unit at one instant, the one with the smaller x (then y, then z)
 * counts.
 *
 * <p>Each unit is resampled to the 125 instants. If more than two samples are within 40 ms of an
 * instant, the source is faster than the grid, and the instant gets their mean, weighted by
 * distance (a triangle of 40 ms to each side, so at 25 Hz a sample on the instant is not changed).
 * Otherwise, and at the first instant, whose triangle the segment's start would cut in half, the
 * samples around it are interpolated linearly. An instant counts as measured if the samples around
 * it are at most the maximum gap apart; before a unit's first and after its last sample, if that
 * sample is at most half the maximum gap away.
 *
 * <p>Instants that were not measured are filled in with the mean of the row's measured instants,
 * which keeps the posture and invents no motion. A unit without any is 0 m/s^2, as for a unit that
 * was not worn.
 *
 * <p>Not thread-safe.
 */
public final class SegmentAssembler {

  /** What became of a sample. */
  public enum Outcome {
    /** The unit's first sample at this instant. */
    NEW,
    /** The unit's sample at this instant has the same values. */
    REPEATED,
    /** The unit's sample at this instant has other values; the smaller one counts. */
    CONFLICTING,
    /** It is not in the segment. */
    OUTSIDE
  }

  private final UnitSamples[] units = new UnitSamples[BodyUnit.COUNT];
  private final UnitResampler resampler;
  private long startMicros;

  /**
   * Creates an assembler for one segment.
   *
   * @param startMicros the segment's first instant, in microseconds since the epoch
   * @param maxGapMicros the longest time between two samples that is interpolated, in microseconds
   * @throws IllegalArgumentException if the maximum gap is not positive
   */
  public SegmentAssembler(long startMicros, long maxGapMicros) {
    if (maxGapMicros <= 0) {
      throw new IllegalArgumentException("max gap " + maxGapMicros + " us is not positive");
    }
    this.startMicros = startMicros;
    this.resampler = new UnitResampler(maxGapMicros);
    Arrays.setAll(units, i -> new UnitSamples());
  }

  /**
   * Forgets all samples and begins another segment, mostly without allocating memory again.
   *
   * @param startMicros the segment's first instant, in microseconds since the epoch
   */
  public void restart(long startMicros) {
    this.startMicros = startMicros;
    for (UnitSamples unit : units) {
      unit.clear();
    }
  }

  /**
   * Adds one sample; ignored if it is outside the segment.
   *
   * @param unit the unit that measured it
   * @param timeMicros event time of the sample, in microseconds since the epoch
   * @param x acceleration along x in m/s^2, finite; likewise y and z
   */
  public Outcome add(BodyUnit unit, long timeMicros, float x, float y, float z) {
    return timeMicros >= startMicros && timeMicros < startMicros + Segment.LENGTH_MICROS
        ? units[unit.index()].add(timeMicros - startMicros, x, y, z)
        : Outcome.OUTSIDE;
  }

  /** The segment of all samples so far; more may be added afterwards. */
  public Segment assemble() {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    float[] coverage = new float[BodyUnit.COUNT];
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      int measured =
          resampler.resample(units[unit], values, BodyUnit.at(unit).row(0) * Segment.COLUMNS);
      coverage[unit] = (float) measured / Segment.COLUMNS;
    }
    return new Segment(startMicros, values, coverage);
  }
}
