package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * When segments start and close, and which are labelled.
 *
 * @param hop from one segment's start to the next one's; divides the segment's 5 s
 * @param grace how long, in event time, readings of a closed segment's time are waited for
 * @param idleTimeout how long a wearer may be silent before their segments close
 * @param wearerRetention how long a wearer may be silent before nothing is kept of them, not even
 *     which of their segments have closed
 * @param maxGap the longest time between two samples that is bridged
 * @param minCoverage the smallest share of a segment that must be measured for a label, 0 to 1;
 *     where units are required, of their rows
 * @param expectedUnits the units whose data make a segment complete
 * @param requiredUnits the units without which a segment gets no label, and by which coverage is
 *     judged; if there are none, it is judged by the whole picture
 */
public record SegmentSettings(
    Duration hop,
    Duration grace,
    Duration idleTimeout,
    Duration wearerRetention,
    Duration maxGap,
    float minCoverage,
    Set<BodyUnit> expectedUnits,
    Set<BodyUnit> requiredUnits) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range; it names the key and the value
   */
  public SegmentSettings {
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

  /** The hop, in microseconds. */
  public long hopMicros() {
    return hop.toNanos() / 1000;
  }

  /** The grace, in microseconds. */
  public long graceMicros() {
    return grace.toNanos() / 1000;
  }

  /** The longest gap that is bridged, in microseconds. */
  public long maxGapMicros() {
    return maxGap.toNanos() / 1000;
  }
}
