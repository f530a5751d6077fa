// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** A wearer's latest segments by event time. However long one reads, their number is limited. */
final class LatestSegments {

  private final TreeMap<Long, SegmentAssembler> segments = new TreeMap<>();
  private final long maxGapMicros;
  private final long most;

  /**
   * Without segments.
   *
   * @param time from the first to the last record; the units' clocks may differ by {@code
   *     reading.max-clock-skew} besides
   */
  LatestSegments(Duration time, Settings settings) {
    this.maxGapMicros = settings.segments().maxGapMicros();
    Duration all = time.plus(settings.readings().maxClockSkew());
    // The first and the last segment may lie partly outside.
    this.most = all.toMillis() * 1000 / Segment.LENGTH_MICROS + 2;
  }

  /** Adds a sample, see {@link SegmentAssembler#add}. */
  void add(BodyUnit unit, long timeMicros, float x, float y, float z) {
    segments
        .computeIfAbsent(
            timeMicros - Math.floorMod(timeMicros, Segment.LENGTH_MICROS),
            start -> new SegmentAssembler(start, maxGapMicros))
        .add(unit, timeMicros, x, y, z);
    while (segments.size() > most) {
      segments.pollFirstEntry();
    }
  }

  /** The segments so far, in order of event time. */
  List<Segment> assemble() {
    return segments.values().stream().map(SegmentAssembler::assemble).toList();
  }
}
