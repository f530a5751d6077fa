// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import io.kinetograph.dashboard.topic.SharedNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The episodes of each wearer in the last two days before the wearer's latest one. The number of
 * wearers, the episodes of each and all of them together are bounded. Records that are repeated or
 * older than what is known change nothing. Thread-safe.
 */
public final class EpisodeStore {

  /** Today and yesterday in any time zone, also if one of them has 25 hours. */
  public static final Duration KEEP = Duration.ofHours(50);

  /** Ids are input: without a bound, a stream of invented ids would fill the memory. */
  static final int MAX_WEARERS = 10_000;

  static final int MAX_EPISODES_PER_WEARER = 1_000;

  /** About 50 MB. With more than 200 wearers, each may have less than the maximum. */
  static final int MAX_EPISODES = 200_000;

  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

  private final Clock clock;
  private final Instant readSince;

  /** Ordered by the time of the last record, the newest last. */
  private final LinkedHashMap<String, KnownEpisodes> wearers = new LinkedHashMap<>();

  /** Two hundred thousand episodes share a few names of activities and models. */
  private final SharedNames names = new SharedNames();

  /**
   * Until when the episodes of wearers may be missing who were forgotten because there were too
   * many. One time for all: to keep their ids would fill the memory, too.
   */
  private Instant forgottenUntil = Instant.MIN;

  private Instant nextSweep = Instant.MIN;

  /**
   * Creates an empty store, to be filled from {@link #KEEP} before now.
   *
   * @param clock measures the silence after which a wearer is forgotten
   */
  public EpisodeStore(Clock clock) {
    this.clock = clock;
    this.readSince = clock.instant().minus(KEEP);
  }

  /**
   * Adds an episode, or replaces what is known of it.
   *
   * @return what is new; empty if nothing is, for a repeated record or one older than what is known
   */
  public synchronized Optional<Seen> add(Episode episode) {
    sweep();
    KnownEpisodes wearer = touched(episode.wearer());
    boolean changed = wearer.add(shared(episode, wearer.id()));
    wearer.trim(limit());
    return changed ? wearer.find(episode.start()) : Optional.empty();
  }

  /**
   * Takes note of a labeled segment: an open episode lasts at least until the segment's end, unless
   * the episode was abandoned, because the app never said that it was over.
   *
   * @param group the segment's coarse activity; empty in labels of earlier versions
   */
  public synchronized void see(
      String wearer, Instant segmentStart, Instant segmentEnd, String group) {
    sweep();
    touched(wearer).see(segmentStart, segmentEnd, names.of(group));
  }

  /** A copy of a wearer's episodes; empty if none is known. */
  public synchronized Optional<WearerEpisodes> wearer(String id) {
    KnownEpisodes wearer = wearers.get(id);
    return wearer == null || wearer.isEmpty() ? Optional.empty() : Optional.of(wearer.copy());
  }

  /** A copy of the episodes of all wearers who have any, ordered by id. */
  public synchronized List<WearerEpisodes> wearers() {
    List<WearerEpisodes> all = new ArrayList<>();
    for (KnownEpisodes wearer : wearers.values()) {
      if (!wearer.isEmpty()) {
        all.add(wearer.copy());
      }
    }
    all.sort(Comparator.comparing(WearerEpisodes::wearer));
    return all;
  }

  private KnownEpisodes touched(String id) {
    KnownEpisodes wearer = wearers.remove(id);
    if (wearer == null) {
      if (wearers.size() == MAX_WEARERS) {
        Iterator<KnownEpisodes> longestSilent = wearers.values().iterator();
        KnownEpisodes forgotten = longestSilent.next();
        longestSilent.remove();
        if (forgotten.lastTime().isAfter(forgottenUntil)) {
          forgottenUntil = forgotten.lastTime();
        }
      }
      // Perhaps one who was forgotten.
      wearer =
          new KnownEpisodes(id, readSince.isAfter(forgottenUntil) ? readSince : forgottenUntil);
    }
    wearers.put(wearer.id(), wearer);
    wearer.touch(clock.instant());
    return wearer;
  }

  private int limit() {
    return Math.min(MAX_EPISODES_PER_WEARER, MAX_EPISODES / wearers.size());
  }

  private void sweep() {
    Instant now = clock.instant();
    if (now.isBefore(nextSweep)) {
      return;
    }
    nextSweep = now.plus(SWEEP_INTERVAL);
    Instant oldest = now.minus(KEEP);
    wearers.values().removeIf(wearer -> wearer.touchedAt().isBefore(oldest));
    wearers.values().forEach(wearer -> wearer.trim(limit()));
  }

  private Episode shared(Episode episode, String wearer) {
    return new Episode(
        wearer,
        names.of(episode.activity()),
        names.of(episode.group()),
        episode.start(),
        episode.end(),
        episode.confidence(),
        episode.segments(),
        names.of(episode.model()));
  }
}
