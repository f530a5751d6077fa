// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import org.jspecify.annotations.Nullable;

/**
 * What is said about an episode: that it began, that more is known about it, or that it ended.
 *
 * @param kind which of these
 * @param group what the wearer does, coarsely
 * @param activity the most frequent activity of this group in the episode so far
 * @param startMillis in event time, found afterwards
 * @param endMillis first instant after the episode; null while it continues
 * @param confidence mean probability of the group in the decided segments, from 0 to 1
 * @param segments how many are decided
 * @param timeMillis in event time, until when this is known: the end of the newest decided segment,
 *     or of the episode
 */
public record EpisodeEvent(
    Kind kind,
    String group,
    String activity,
    long startMillis,
    @Nullable Long endMillis,
    float confidence,
    int segments,
    long timeMillis) {

  /** What is said. */
  public enum Kind {
    /** It began. */
    ENTERED,
    /** Its activity is another one than was said before. */
    REVISED,
    /** It is over. */
    EXITED
  }
}
