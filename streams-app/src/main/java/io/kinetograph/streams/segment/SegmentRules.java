package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * When segments start and close, and which are labelled.
 *
 * @param hop from one segment's start to the next one's; divides the segment's 5 s
 * @param grace how long, in event time, readings of a closed segment's time are waited for
 * @param idleTimeout how long a wearer may be silent before their segments close; see {@link
 *     SilenceClock}
 * @param wearerRetention how long a wearer may be silent before nothing is kept of them, not even
 *     which of their segments have closed
 * @param maxGap the longest time between two samples that is bridged
 * @param minCoverage the smallest share of a segment that must be measured for a label, 0 to 1;
 *     where units are required, of their rows
 * @param expectedUnits the units whose data make a segment complete
 * @param requiredUnits the units without which a segment gets no label, and by which coverage is
 *     judged; if there are none, it is judged by the whole picture
 */
public record SegmentRules(
    Duration hop,
    Duration grace,
    Duration idleTimeout,
    Duration wearerRetention,
    Duration maxGap,
    float minCoverage,
    Set<BodyUnit> expectedUnits,
    Set<BodyUnit> requiredUnits) {

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if one is out of its range; it names the rule and the value
   */
  public SegmentRules {
    expectedUnits = Set.copyOf(expectedUnits);
    requiredUnits = Set.copyOf(requiredUnits);
    long hopMicros = hop.toNanos() / 1000;
    if (hopMicros <= 0 || Segment.LENGTH_MICROS % hopMicros != 0) {
      throw new IllegalArgumentException("hop " + hop + " does not divide a segment's 5 s");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace " + grace + " is negative");
    }
    if (idleTimeout.toMillis() <= 0) {
      throw new IllegalArgumentException("idle-timeout " + idleTimeout + " is not positive");
    }
    if (wearerRetention.compareTo(grace.plus(idleTimeout)) < 0) {
      throw new IllegalArgumentException(
          "wearer-retention %s is shorter than grace and idle-timeout together"
              .formatted(wearerRetention));
    }
    if (maxGap.toNanos() < 1000) {
      throw new IllegalArgumentException("max-gap " + maxGap + " is not positive");
    }
    if (!(minCoverage > 0 && minCoverage <= 1)) {
      throw new IllegalArgumentException("min-coverage " + minCoverage + " is not above 0 to 1");
    }
    if (expectedUnits.isEmpty()) {
      throw new IllegalArgumentException("expected-units is empty");
    }
    // Else a segment would be complete, and go without a label, before a required unit has come.
    if (!expectedUnits.containsAll(requiredUnits)) {
      throw new IllegalArgumentException(
          "required-units %s are not all among expected-units %s"
              .formatted(sorted(requiredUnits), sorted(expectedUnits)));
    }
  }

  private static Set<BodyUnit> sorted(Set<BodyUnit> units) {
    return new TreeSet<>(units);
  }

  /** Whether enough of a segment was measured for a label. */
  SegmentVerdict judge(Segment segment) {
    Set<BodyUnit> judged = requiredUnits.isEmpty() ? EnumSet.allOf(BodyUnit.class) : requiredUnits;
    int measured = 0;
    for (BodyUnit unit : judged) {
      // In whole instants: a sum of rounded shares may miss the smallest share by a bit.
      int instants = Math.round(segment.coverage(unit) * Segment.COLUMNS);
      if (instants == 0 && requiredUnits.contains(unit)) {
        return SegmentVerdict.MISSING_UNIT;
      }
      measured += instants;
    }
    float share = (float) measured / (Segment.COLUMNS * judged.size());
    return share >= minCoverage ? SegmentVerdict.ENOUGH : SegmentVerdict.INSUFFICIENT_COVERAGE;
  }

  long hopMicros() {
    return hop.toNanos() / 1000;
  }

  long graceMicros() {
    return grace.toNanos() / 1000;
  }

  long maxGapMicros() {
    return maxGap.toNanos() / 1000;
  }

  /** The start of the first segment that holds an instant; segments are aligned to the epoch. */
  long firstSegmentOver(long micros) {
    return (Math.floorDiv(micros - Segment.LENGTH_MICROS, hopMicros()) + 1) * hopMicros();
  }

  /** The first start of a segment that is not before an instant. */
  long gridAtOrAfter(long micros) {
    return Math.floorDiv(micros + hopMicros() - 1, hopMicros()) * hopMicros();
  }

  /** The start of the slice that holds an instant: slices are as long as the hop. */
  long sliceOf(long micros) {
    return Math.floorDiv(micros, hopMicros()) * hopMicros();
  }
}
