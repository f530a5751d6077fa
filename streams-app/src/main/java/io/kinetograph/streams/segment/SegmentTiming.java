// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;

/**
 * How the readings of each unit fill the time of one segment. By its sample period, each sample
 * stands for some time. With the right period and one device, the samples of a unit stand for as
 * much time as they span. Repeated samples with equal values do not count.
 */
public final class SegmentTiming {

  private static final long MIN_SPAN_MICROS = 1_000_000;

  /** Fewer gaps of about the same length may be chance. */
  private static final int MIN_GAPS = 3;

  private final long startMicros;
  private final long maxGapMicros;
  private final long[] claimedMicros = new long[BodyUnit.COUNT];
  private final IntervalSet[] spans = new IntervalSet[BodyUnit.COUNT];

  SegmentTiming(long startMicros, long maxGapMicros) {
    this.startMicros = startMicros;
    this.maxGapMicros = maxGapMicros;
    Arrays.setAll(spans, unit -> new IntervalSet());
  }

  /**
   * Adds consecutive samples.
   *
   * @param timeMicros of the first one
   * @param size of all
   * @param counted how many are in the segment and do not repeat others
   */
  void add(BodyUnit unit, long timeMicros, long periodMicros, int size, int counted) {
    long from = Math.max(timeMicros, startMicros);
    long to = Math.min(timeMicros + size * periodMicros, startMicros + Segment.LENGTH_MICROS);
    if (from < to) {
      // A gap that the segment bridges is no gap.
      spans[unit.index()].add(from, to, Math.max(0, maxGapMicros - periodMicros));
      claimedMicros[unit.index()] += counted * periodMicros;
    }
  }

  /** Adds samples with the instants of others and different values. */
  void addConflict(BodyUnit unit, long micros) {
    claimedMicros[unit.index()] += micros;
  }

  /** Whether a unit was measured for long enough to judge its timing. */
  public boolean isKnown(BodyUnit unit) {
    return spans[unit.index()].length() >= MIN_SPAN_MICROS;
  }

  /**
   * The time that a unit's samples stand for, divided by the time that they span: 1 if all is well;
   * 2 if two devices send as one unit, or if the sample period is twice the true one.
   */
  public float claim(BodyUnit unit) {
    return (float) claimedMicros[unit.index()] / spans[unit.index()].length();
  }

  /** Whether a unit's readings leave gaps of about the same length, a tenth of the time or more. */
  public boolean hasEqualGaps(BodyUnit unit) {
    IntervalSet span = spans[unit.index()];
    long shortest = Long.MAX_VALUE;
    long longest = 0;
    long all = 0;
    for (int i = 1; i <= span.gaps(); i++) {
      long gap = span.gapBefore(i);
      shortest = Math.min(shortest, gap);
      longest = Math.max(longest, gap);
      all += gap;
    }
    return span.gaps() >= MIN_GAPS && 4 * longest <= 5 * shortest && 9 * all >= span.length();
  }
}
