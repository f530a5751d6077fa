// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import io.kinetograph.dashboard.topic.RecordTime;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.LabelStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one wearer did from when to when, as one record of the topic says it.
 *
 * @param wearer id of the person; any text, so it must never be used as markup
 * @param activity the most frequent activity so far, {@code unknown} or {@code not-worn}
 * @param group the coarse activity, {@code unknown} or {@code not-worn}
 * @param start its first instant, by the wearable's clock; never changes
 * @param end the first instant after it; null while it continues
 * @param confidence mean probability of the group, from 0 to 1
 * @param segments number of decided segments so far, at least 1
 * @param model version of the model
 */
public record Episode(
    String wearer,
    String activity,
    String group,
    Instant start,
    @Nullable Instant end,
    float confidence,
    int segments,
    String model) {

  private static final String UNKNOWN = "unknown";
  private static final String NOT_WORN = "not-worn";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public Episode {
    if (wearer.isEmpty()) {
      throw new IllegalArgumentException("the wearer's id is empty");
    }
    RecordTime.check("the episode's start", start);
    if (end != null) {
      RecordTime.check("the episode's end", end);
    }
    if (end != null && !end.isAfter(start)) {
      throw new IllegalArgumentException(
          "the episode's end %s is not after its start %s".formatted(end, start));
    }
    // In this form NaN fails too.
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence is %s, not from 0 to 1".formatted(confidence));
    }
    if (segments < 1) {
      throw new IllegalArgumentException("segments is " + segments + ", not at least 1");
    }
  }

  /**
   * Creates an episode from a record of the topic.
   *
   * @param receivedAt not used: an episode has times of the wearable's clock only
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public static Episode of(ActivityEpisode episode, Instant receivedAt) {
    if (episode.getEvent() == EpisodeEventType.EXITED && episode.getEnd() == null) {
      throw new IllegalArgumentException("an episode that was exited has no end");
    }
    return new Episode(
        episode.getWearer(),
        episode.getActivity(),
        episode.getGroup(),
        episode.getStart(),
        episode.getEnd(),
        episode.getConfidence(),
        episode.getSegments(),
        episode.getModel());
  }

  /** The id: the same in all records of an episode. */
  public String id() {
    return wearer + "@" + start.toEpochMilli();
  }

  /** Whether the activity is known. */
  public LabelStatus status() {
    return switch (group) {
      case UNKNOWN -> LabelStatus.UNKNOWN;
      case NOT_WORN -> LabelStatus.NOT_WORN;
      default -> LabelStatus.KNOWN;
    };
  }

  /**
   * Whether this record of the same episode says more than another one. Records may be read again
   * from an earlier one: then an episode that is over must not begin anew.
   */
  boolean replaces(Episode before) {
    if ((end == null) != (before.end == null)) {
      return end != null;
    }
    return segments >= before.segments && !equals(before);
  }
}
