// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.LabelStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels and episodes that no model has given. */
final class Labels {

  private Labels() {}

  static ActivityLabel label(String wearer, Instant start, String activity) {
    return ActivityLabel.newBuilder()
        .setStatus(LabelStatus.KNOWN)
        .setWearer(wearer)
        .setSegmentStart(start)
        .setSegmentEnd(start.plusSeconds(5))
        .setActivity(activity)
        .setBestActivity(activity)
        .setConfidence(0.75f)
        .setProbabilities(Map.of(activity, 0.75f))
        .setCoverage(1)
        .setModel("none")
        .build();
  }

  /** The beginning of an episode. */
  static ActivityEpisode episode(String wearer, Instant start, String group) {
    return episode(wearer, start, group, EpisodeEventType.ENTERED, null);
  }

  /** What an episode says. */
  static ActivityEpisode episode(
      String wearer, Instant start, String group, EpisodeEventType event, @Nullable Instant end) {
    ActivityEpisode.Builder episode =
        ActivityEpisode.newBuilder()
            .setEpisode(wearer + "@" + start.toEpochMilli())
            .setWearer(wearer)
            .setActivity(group)
            .setGroup(group)
            .setStart(start)
            .setEvent(event)
            .setConfidence(0.75f)
            .setSegments(1)
            .setModel("none");
    if (end != null) {
      episode.setEnd(end);
    }
    return episode.build();
  }
}
