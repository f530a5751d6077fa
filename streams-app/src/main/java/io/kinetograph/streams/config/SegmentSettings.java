// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.divisorOfSegment;
import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.segmentAlignment;
import static io.kinetograph.streams.config.SettingValues.share;
import static io.kinetograph.streams.config.SettingValues.units;
import static io.kinetograph.streams.config.SettingValues.unitsOrEmpty;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;

/**
 * When segments start and close, and which are labeled.
 *
 * @param hop from one segment's start to the next one's; divides the segment's 5 s
 * @param alignment where the segments of a wearer start
 * @param grace how long, in event time, an incomplete segment waits for delayed readings
 * @param idleTimeout how long a wearer may send nothing before their open segments close
 * @param wearerRetention how long a wearer may send nothing before the store forgets which of their
 *     segments have closed
 * @param maxOpen how long a segment may be open once the wearer's time has reached it
 * @param maxStretch the longest stretch of a wearer's event time that may be open
 * @param maxGap the longest time between two samples that is bridged
 * @param minCoverage the smallest share of a segment that must be measured for a label, 0 to 1; if
 *     units are required, the share of their rows
 * @param expectedUnits the units whose data make a segment complete
 * @param requiredUnits the units that a segment needs for a label; coverage then counts only their
 *     rows. If empty, coverage counts the whole picture
 */
public record SegmentSettings(
    Duration hop,
    SegmentAlignment alignment,
    Duration grace,
    Duration idleTimeout,
    Duration wearerRetention,
    Duration maxOpen,
    Duration maxStretch,
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
          "wearer-retention %s is shorter than grace %s and idle-timeout %s together"
              .formatted(
                  DurationText.ofSetting(wearerRetention),
                  DurationText.ofSetting(grace),
                  DurationText.ofSetting(idleTimeout)));
    }
    checkHoldsSegment("max-open", maxOpen, grace);
    checkHoldsSegment("max-stretch", maxStretch, grace);
    // Otherwise a segment could be complete before a required unit has delivered, and get no label.
    if (!expectedUnits.containsAll(requiredUnits)) {
      throw new IllegalArgumentException(
          "required-units %s are not all among expected-units %s"
              .formatted(sorted(requiredUnits), sorted(expectedUnits)));
    }
  }

  private static void checkHoldsSegment(String key, Duration value, Duration grace) {
    Duration segment = Duration.of(Segment.LENGTH_MICROS, ChronoUnit.MICROS);
    if (value.compareTo(segment.plus(grace)) < 0) {
      throw new IllegalArgumentException(
          "%s %s is shorter than a segment of 5s and grace %s together"
              .formatted(key, DurationText.ofSetting(value), DurationText.ofSetting(grace)));
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

  /** The longest stretch of event time that may be open, in microseconds. */
  public long maxStretchMicros() {
    return maxStretch.toNanos() / 1000;
  }

  /** The longest gap that is bridged, in microseconds. */
  public long maxGapMicros() {
    return maxGap.toNanos() / 1000;
  }

  static void define(SettingsDefinition settings) {
    settings.string(
        "segment.hop",
        "5s",
        divisorOfSegment(),
        "Time from the start of one segment to the start of the next. With a hop below 5"
            + " s, segments overlap.");
    settings.string(
        "segment.alignment",
        "epoch",
        segmentAlignment(),
        "Where segments start. `epoch`: at multiples of the hop since 1970-01-01T00:00Z, for all"
            + " wearers alike, so all their labels are due at the same instants. `wearer`: later"
            + " by an offset of 0 s to below the hop that depends on the wearer's id, so labels"
            + " are due at all times, and a process can serve more wearers with the same delay."
            + " Then the segments of two wearers do not have the same start.");
    settings.string(
        "segment.grace",
        "5s",
        duration("0s", "1d"),
        "Grace period: how long, in the wearer's event time, an incomplete segment waits"
            + " for delayed readings. It closes when readings of two units start later than its"
            + " end plus this time. If only one unit sent readings within the idle timeout, this"
            + " unit decides.");
    settings.string(
        "segment.idle-timeout",
        "10s",
        duration("1ms", "1d"),
        "How long a wearer may send nothing before their open segments close. Measured by"
            + " the timestamps of the topic's records or, while no record with a newer timestamp"
            + " arrives, by the wall clock. Time in which the partition's leader is unreachable does"
            + " not count.");
    settings.string(
        "segment.wearer-retention",
        "1d",
        duration("1ms", "7d"),
        "How long a wearer may send nothing before the app deletes what it has stored"
            + " about them. It then no longer knows which of their segments have closed, so a"
            + " reading that is delayed by more than this time may be labeled again. At least the"
            + " sum of `segment.grace` and `segment.idle-timeout`, after which the app deletes a"
            + " wearer who never got a label. `kinetograph.wearers` counts the stored wearers.");
    settings.string(
        "segment.max-open",
        "1m",
        duration("5s", "7d"),
        "How long a segment may be open after its first sample was read. It closes then, even"
            + " if its wearable's clock stands still. If one unit is ahead of the others, the time"
            + " counts from when the others reach the segment, but at most `segment.max-stretch`"
            + " later. Time in which the partition's leader is unreachable does not count. At least"
            + " 5 s and `segment.grace` together.");
    settings.string(
        "segment.max-stretch",
        "10m",
        duration("5s", "7d"),
        "Longest stretch of a wearer's event time that may be open. If one unit is further"
            + " ahead of the others, segments before this stretch close as if their grace period"
            + " had passed. Samples of open segments are kept in memory and are read again after a"
            + " restart. At least 5 s and `segment.grace` together.");
    settings.string(
        "segment.max-gap",
        "200ms",
        duration("1ms", "1d"),
        "Longest gap between two samples that is filled by linear interpolation.");
    settings.define(
        "segment.min-coverage",
        ConfigDef.Type.DOUBLE,
        0.75,
        share(),
        "Smallest coverage with which a segment gets a label. Coverage is the fraction of"
            + " the segment's picture that was measured. With 0.75, one of the five units may be"
            + " missing.");
    settings.string(
        "segment.expected-units",
        "TORSO,RIGHT_ARM,LEFT_ARM,RIGHT_LEG,LEFT_LEG",
        units(),
        "Units that make a segment complete: as soon as all of them have delivered their"
            + " samples, the segment closes and is labeled. Samples of other units are used if"
            + " they have arrived by then.");
    settings.string(
        "segment.required-units",
        "",
        unitsOrEmpty(),
        "Units without which a segment gets no label; they must also be in"
            + " `segment.expected-units`. `segment.min-coverage` then applies only to the rows of"
            + " these units. Empty: no unit is required, and `segment.min-coverage` applies to"
            + " the whole picture.");
  }
}
