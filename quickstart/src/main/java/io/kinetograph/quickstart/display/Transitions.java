// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.SegmentKey;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares the transitions that wearers made with the episodes that began. A transition, from one
 * group of activities to another, is found if an episode of the new group begins within 10 s of it,
 * before or after. Units that were taken off must lie still for a while first, so an episode {@code
 * not-worn} may begin up to 30 s after. Each episode finds one transition at most. Not thread-safe.
 *
 * <p>Ten minutes after a transition was found or not, only the numbers remain. An episode that
 * arrives even later counts as wrong.
 */
public final class Transitions {

  private static final long KEPT_MILLIS = 600_000;
  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;
  private static final long COLUMN_MILLIS = Segment.COLUMN_MICROS / 1000;

  private final long decidedAfterMillis;
  private final long keptMillis;
  private final Map<String, WearerTransitions> wearers = new HashMap<>();

  /**
   * Creates an empty comparison.
   *
   * @param lag how many later labels the app waits for before it decides a segment
   */
  public Transitions(int lag) {
    this(lag, KEPT_MILLIS);
  }

  /** Creates an empty comparison that keeps for another time what was found. */
  Transitions(int lag, long keptMillis) {
    // The segment of the transition, the one after, and a label that is on its way.
    this.decidedAfterMillis = (lag + 3) * SEGMENT_MILLIS;
    this.keptMillis = keptMillis;
  }

  /** Adds what a wearer did in a segment. */
  void published(SegmentKey key, AnnotatedSegment segment) {
    WearerTransitions wearer =
        wearers.computeIfAbsent(key.wearer(), unused -> new WearerTransitions(key.startMillis()));
    AnnotatedSegment.Change change = segment.change();
    if (change != null) {
      String after = ActivityGroups.of(change.after());
      if (!after.equals(ActivityGroups.of(change.before()))) {
        wearer.transition(key.startMillis() + change.column() * COLUMN_MILLIS, after);
      }
    }
    wearer.published(key.startMillis() + SEGMENT_MILLIS, decidedAfterMillis, keptMillis);
  }

  /** Adds what an episode says, if it is of a wearer who published. */
  void episode(ActivityEpisode episode) {
    WearerTransitions wearer = wearers.get(episode.getWearer());
    if (wearer != null && episode.getEvent() == EpisodeEventType.ENTERED) {
      wearer.episode(episode.getStart().toEpochMilli(), episode.getGroup());
    }
  }

  /** The result so far. */
  TransitionScore score() {
    return wearers.values().stream()
        .map(wearer -> wearer.score(decidedAfterMillis))
        .reduce(new TransitionScore(0, 0, 0), TransitionScore::plus);
  }

  /** The number of transitions and episodes that were not forgotten. */
  int remembered() {
    return wearers.values().stream().mapToInt(WearerTransitions::remembered).sum();
  }
}
