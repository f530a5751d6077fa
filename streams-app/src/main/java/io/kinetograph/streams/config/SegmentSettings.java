// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * When segments start and close, and which are labeled.
 *
 * @param hop from one segment's start to the next one's; divides the segment's 5 s
 * @param grace how long, in event time, an incomplete segment waits for delayed readings
 * @param idleTimeout how long a wearer may send nothing before their open segments close
 * @param wearerRetention how long a wearer may send nothing before the stores forget which of their
 *     segments have closed
 * @param maxGap the longest time between two samples that is bridged
 * @param minCoverage the smallest share of a segment that must be measured for a label, 0 to 1; if
 *     units are required, the share of their rows
 * @param expectedUnits the units whose data make a segment complete
 * @param requiredUnits the units that a segment needs for a label; coverage then counts only their
 *     rows. If empty, coverage counts the whole picture
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
   * Checks that the values fit each other. Each single value is checked when it is read.
   *
   * @throws IllegalArgumentException if two do not fit; the message names the keys and the values
   */
  public SegmentSettings {
    expectedUnits = Set.copyOf(expectedUnits);
    requiredUnits = Set.copyOf(requiredUnits);
    if (wearerRetention.compareTo(grace.plus(idleTimeout)) < 0) {
      throw new IllegalArgumentException(
          "wearer-retention %s is shorter than grace and idle-timeout together"
              .formatted(wearerRetention));
    }
    // Otherwise a segment could be complete before a required unit has delivered, and get no label.
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
