// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The episodes of one wearer.
 *
 * @param wearer id of the person
 * @param completeSince all episodes that ended after this instant are here
 * @param episodes the latest episodes, oldest first; they do not overlap
 */
public record WearerEpisodes(String wearer, Instant completeSince, List<Seen> episodes) {

  /** Copies the list. */
  public WearerEpisodes {
    episodes = List.copyOf(episodes);
  }

  /**
   * An episode and the time that it covers so far.
   *
   * @param episode as its latest record says it
   * @param until its end; while it is open, the end of its last segment that was seen; at most the
   *     start of the next episode
   */
  public record Seen(Episode episode, Instant until) {}

  /** Only the episodes that cover some of the last hours before the wearer's latest time. */
  public WearerEpisodes latest(Duration span) {
    if (episodes.isEmpty()) {
      return this;
    }
    Instant from = episodes.get(episodes.size() - 1).until().minus(span);
    return new WearerEpisodes(
        wearer,
        from.isAfter(completeSince) ? from : completeSince,
        episodes.stream().filter(e -> e.until().isAfter(from)).toList());
  }
}
