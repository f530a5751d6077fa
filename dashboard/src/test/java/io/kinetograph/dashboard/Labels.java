// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabeledSegment;
import io.kinetograph.schemas.LabelStatus;
import java.time.Instant;
import java.util.Map;

/** Labels as a test needs them. */
final class Labels {

  private static final int SEGMENT_SECONDS = 5;

  private Labels() {}

  /** A label of a segment that starts at an instant. */
  static Label label(String wearer, Instant start, String activity, Instant receivedAt) {
    LabelStatus status =
        switch (activity) {
          case "unknown" -> LabelStatus.UNKNOWN;
          case "not-worn" -> LabelStatus.NOT_WORN;
          default -> LabelStatus.KNOWN;
        };
    String best = status == LabelStatus.KNOWN ? activity : "rowing";
    return new Label(
        wearer,
        new LabeledSegment(start, start.plusSeconds(SEGMENT_SECONDS), activity, status, 0.75f, 1f),
        activity,
        best,
        Map.of(best, 0.75f, "standing", 0.25f),
        "2026.11.0",
        receivedAt);
  }

  /**
   * A label that has just been received, of the segment that ended last or of an earlier one.
   *
   * @param segmentsAgo 0 for the segment that ended last
   */
  static Label live(String wearer, int segmentsAgo, String activity) {
    Instant now = Instant.now();
    long lastStart = (now.getEpochSecond() / SEGMENT_SECONDS - 1 - segmentsAgo) * SEGMENT_SECONDS;
    return label(wearer, Instant.ofEpochSecond(lastStart), activity, now);
  }
}
