package io.kinetograph.imaging.segment;

import java.util.Arrays;

/**
 * Puts the samples of one wearer and one segment, as they come, onto the segment's grid.
 *
 * <p>Only samples inside {@code [start, start + 5 s)} count, so that the segment depends on nothing
 * else. Neither their order, nor how they were cut into readings, nor samples given twice change
 * the outcome; of two different samples of one unit at one instant, the one with the smaller x
 * (then y, then z) counts.
 *
 * <p>Each unit is resampled to the 125 instants. Where more than two samples lie within 40 ms of an
 * instant the source is faster than the grid, and the instant takes their mean, weighted by
 * nearness (a triangle of 40 ms to each side, which leaves a sample on the instant alone at 25 Hz).
 * Elsewhere, and at the first instant, whose triangle the segment's start would cut in half, it
 * takes the straight line between the samples around it. An instant counts as measured if the
 * samples around it are at most the largest gap apart; before a unit's first and after its last
 * sample, if that sample is at most half the largest gap away.
 *
 * <p>What was not measured is filled in: with the mean of the row's measured instants, which keeps
 * the posture and makes up no motion; with 0 m/s^2 where the unit has none, as for a unit that was
 * not worn.
 *
 * <p>Not safe for use by several threads.
 */
public final class SegmentAssembler {

  private final long startMicros;
  private final long maxGapMicros;
  private final UnitSamples[] units = new UnitSamples[BodyUnit.COUNT];

  /**
   * Creates an assembler of an empty segment.
   *
   * @param startMicros the segment's first instant, in microseconds of the epoch
   * @param maxGapMicros the longest time between two samples that is bridged, in microseconds
   * @throws IllegalArgumentException if the largest gap is not positive
   */
  public SegmentAssembler(long startMicros, long maxGapMicros) {
    if (maxGapMicros <= 0) {
      throw new IllegalArgumentException("max gap " + maxGapMicros + " us is not positive");
    }
    this.startMicros = startMicros;
    this.maxGapMicros = maxGapMicros;
    Arrays.setAll(units, i -> new UnitSamples());
  }

  /**
   * Adds one sample; ignored if it lies outside the segment.
   *
   * @param unit where it was worn
   * @param timeMicros when it was taken, in microseconds of the epoch
   * @param x acceleration in m/s^2, finite; so y and z
   */
  public void add(BodyUnit unit, long timeMicros, float x, float y, float z) {
    if (timeMicros >= startMicros && timeMicros < startMicros + Segment.LENGTH_MICROS) {
      units[unit.index()].add(timeMicros - startMicros, x, y, z);
    }
  }

  /** The segment of what was added so far; more may be added afterwards. */
  public Segment assemble() {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    float[] coverage = new float[BodyUnit.COUNT];
    UnitResampler resampler = new UnitResampler(maxGapMicros);
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      int measured =
          resampler.resample(units[unit], values, BodyUnit.at(unit).row(0) * Segment.COLUMNS);
      coverage[unit] = (float) measured / Segment.COLUMNS;
    }
    return new Segment(startMicros, values, coverage);
  }
}
