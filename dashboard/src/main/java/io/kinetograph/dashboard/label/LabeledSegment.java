// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import io.kinetograph.dashboard.topic.RecordTime;
import io.kinetograph.schemas.LabelStatus;
import java.time.Instant;

/**
 * A segment and its activity. The times are numbers, because hundreds of thousands of segments are
 * kept.
 *
 * @param startMillis its first instant, by the wearable's clock, in milliseconds since the Unix
 *     epoch
 * @param endMillis the first instant after it, in the same way
 * @param activity what to show: one of the model's labels, {@code unknown} or {@code not-worn}
 * @param status whether the activity is known
 * @param confidence probability of the model's first guess, from 0 to 1
 * @param coverage share of the picture that was measured rather than filled in, from 0 to 1
 */
public record LabeledSegment(
    long startMillis,
    long endMillis,
    String activity,
    LabelStatus status,
    float confidence,
    float coverage) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a time is not from year 1 to 9999, the end not after the
   *     start, or a share not from 0 to 1
   */
  public LabeledSegment {
    Instant start = Instant.ofEpochMilli(startMillis);
    Instant end = Instant.ofEpochMilli(endMillis);
    RecordTime.check("the segment's start", start);
    RecordTime.check("the segment's end", end);
    if (!end.isAfter(start)) {
      throw new IllegalArgumentException(
          "the segment's end %s is not after its start %s".formatted(end, start));
    }
    requireShare("confidence", confidence);
    requireShare("coverage", coverage);
  }

  /**
   * Creates a segment from instants, of which it keeps whole milliseconds.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public LabeledSegment(
      Instant start,
      Instant end,
      String activity,
      LabelStatus status,
      float confidence,
      float coverage) {
    this(
        RecordTime.millis("the segment's start", start),
        RecordTime.millis("the segment's end", end),
        activity,
        status,
        confidence,
        coverage);
  }

  /** The first instant. */
  public Instant start() {
    return Instant.ofEpochMilli(startMillis);
  }

  /** The first instant after it. */
  public Instant end() {
    return Instant.ofEpochMilli(endMillis);
  }

  static void requireShare(String name, float share) {
    // In this form NaN fails too.
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("%s is %s, not from 0 to 1".formatted(name, share));
    }
  }
}
