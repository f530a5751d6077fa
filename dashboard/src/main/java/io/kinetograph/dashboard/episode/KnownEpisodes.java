// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One wearer's episodes, and until when each of them lasts. An open episode lasts until the last
 * label, unless the app never said that it was over. Not thread-safe.
 */
final class KnownEpisodes {

  /**
   * After a longer time without labels, labels do not belong to an open episode from before. The
   * app ends episodes at gaps too (setting {@code episodes.max-gap}, 2 minutes by default), but it
   * may have lost its state. Longer than that setting, because the dashboard does not know it.
   */
  private static final Duration MAX_GAP = Duration.ofMinutes(10);

  /**
   * For how long labels may differ from an open episode's group. The app decides on a change within
   * a minute, so after a longer time it writes no episodes anymore.
   */
  private static final Duration MAX_OTHER_GROUP = Duration.ofMinutes(5);

  /** An episode that has begun has one labeled segment at least. */
  private static final Duration SEGMENT = Duration.ofSeconds(5);

  private final String id;
  private final TreeMap<Instant, Seen> episodes = new TreeMap<>();
  private Instant completeSince;
  private Instant seenStart = Instant.MIN;
  private Instant seenEnd = Instant.MIN;
  private String seenGroup = "";

  /** The end of the last label before the last long gap. */
  private Instant gapStart = Instant.MIN;

  /** Since when labels are of another group than the newest episode; null if they are not. */
  private @Nullable Instant otherSince;

  /** Until when the newest episode lasted before those labels. */
  private Instant untilOther = Instant.MIN;

  private boolean abandoned;
  private Instant touchedAt = Instant.MIN;

  KnownEpisodes(String id, Instant completeSince) {
    this.id = id;
    this.completeSince = completeSince;
  }

  String id() {
    return id;
  }

  boolean isEmpty() {
    return episodes.isEmpty();
  }

  void touch(Instant now) {
    touchedAt = now;
  }

  Instant touchedAt() {
    return touchedAt;
  }

  /**
   * The end of the last episode, or {@link Instant#MIN}. At most the time of the last record: what
   * ends later has the time of a wrong clock.
   */
  Instant lastTime() {
    if (episodes.isEmpty()) {
      return Instant.MIN;
    }
    Instant until = episodes.lastEntry().getValue().until();
    return until.isAfter(touchedAt) ? touchedAt : until;
  }

  /** Adds an episode or replaces it, and says whether this changed something. */
  boolean add(Episode episode) {
    Seen before = episodes.get(episode.start());
    if (before != null && !episode.replaces(before.episode())) {
      return false;
    }
    Instant end = episode.end();
    Instant until = end == null ? episode.start().plus(SEGMENT) : end;
    if (end == null && before != null && before.until().isAfter(until)) {
      until = before.until();
    }
    episodes.put(episode.start(), new Seen(episode, until));
    if (episode.start().equals(episodes.lastKey())) {
      otherSince = null;
      abandoned = false;
      extendNewest();
    }
    return true;
  }

  void see(Instant segmentStart, Instant segmentEnd, String group) {
    if (!segmentEnd.isAfter(seenEnd)) {
      return;
    }
    if (segmentStart.isAfter(seenEnd.plus(MAX_GAP))) {
      gapStart = seenEnd;
    }
    seenStart = segmentStart;
    seenEnd = segmentEnd;
    seenGroup = group;
    if (!episodes.isEmpty()) {
      extendNewest();
    }
  }

  private void extendNewest() {
    Seen newest = episodes.lastEntry().getValue();
    if (!continues(newest.episode())) {
      return;
    }
    if (isOf(newest.episode(), seenGroup)) {
      otherSince = null;
    } else if (otherSince == null) {
      otherSince = seenStart;
      untilOther = newest.until();
    } else if (seenEnd.isAfter(otherSince.plus(MAX_OTHER_GROUP))) {
      abandoned = true;
      episodes.put(newest.episode().start(), new Seen(newest.episode(), untilOther));
      return;
    }
    if (seenEnd.isAfter(newest.until())) {
      episodes.put(newest.episode().start(), new Seen(newest.episode(), seenEnd));
    }
  }

  private boolean continues(Episode newest) {
    return newest.end() == null
        && !abandoned
        && !newest.start().isAfter(seenStart)
        && !newest.start().isBefore(gapStart);
  }

  private static boolean isOf(Episode episode, String group) {
    return group.isEmpty() || group.equals(episode.group());
  }

  void trim(int limit) {
    if (episodes.isEmpty()) {
      return;
    }
    Instant oldest = episodes.lastEntry().getValue().until().minus(EpisodeStore.KEEP);
    while (episodes.size() > limit
        || (episodes.size() > 1 && !episodes.firstEntry().getValue().until().isAfter(oldest))) {
      Instant dropped = episodes.pollFirstEntry().getValue().until();
      if (dropped.isAfter(completeSince)) {
        completeSince = dropped;
      }
    }
  }

  Optional<Seen> find(Instant start) {
    return Optional.ofNullable(episodes.get(start)).map(this::untilTheNext);
  }

  WearerEpisodes copy() {
    return new WearerEpisodes(
        id, completeSince, episodes.values().stream().map(this::untilTheNext).toList());
  }

  private Seen untilTheNext(Seen seen) {
    Instant next = episodes.higherKey(seen.episode().start());
    return next != null && next.isBefore(seen.until()) ? new Seen(seen.episode(), next) : seen;
  }
}
