// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.dashboard.episode.Episode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Episodes as a test needs them. */
final class Episodes {

  private static final int SEGMENT_SECONDS = 5;

  private Episodes() {}

  /** An episode that continues. */
  static Episode open(String wearer, Instant start, String activity, int segments) {
    return episode(wearer, start, null, activity, segments);
  }

  /** An episode that is over. */
  static Episode over(String wearer, Instant start, Instant end, String activity) {
    int segments = (int) (Duration.between(start, end).toSeconds() / SEGMENT_SECONDS);
    return episode(wearer, start, end, activity, segments);
  }

  private static Episode episode(
      String wearer, Instant start, @Nullable Instant end, String activity, int segments) {
    String group = activity.startsWith("walking") ? "walking" : activity;
    return new Episode(wearer, activity, group, start, end, 0.9f, segments, "2026.11.0");
  }
}
