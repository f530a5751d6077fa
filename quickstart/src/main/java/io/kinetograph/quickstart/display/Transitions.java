// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ReservedLabels;
import io.kinetograph.quickstart.publish.SegmentKey;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the transitions that wearers made with the episodes that began. A transition, from one
 * group of activities to another, is found if an episode of the new group begins within 10 s of it,
 * before or after. Units that were taken off must lie still for a while first, so an episode {@code
 * not-worn} may begin up to 30 s after. Each episode finds one transition at most. Not thread-safe.
 */
public final class Transitions {

  private static final long WITHIN_MILLIS = 10_000;
  private static final long NOT_WORN_WITHIN_MILLIS = 30_000;

  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;
  private static final long COLUMN_MILLIS = Segment.COLUMN_MICROS / 1000;

  private final long decidedAfterMillis;
  private final Map<String, Wearer> wearers = new HashMap<>();

  /** A moment at which a wearer begins to do something of a group, or is said to. */
  private record Start(long millis, String group) {

    long latestMillis() {
      return millis
          + (group.equals(ReservedLabels.NOT_WORN) ? NOT_WORN_WITHIN_MILLIS : WITHIN_MILLIS);
    }

    boolean covers(Start said) {
      return said.millis >= millis - WITHIN_MILLIS && said.millis <= latestMillis();
    }
  }

  /** What is known of one wearer. */
  private static final class Wearer {
    private final long firstMillis;
    private final List<Start> transitions = new ArrayList<>();
    private final List<Start> said = new ArrayList<>();
    private long endMillis;

    Wearer(long firstMillis) {
      this.firstMillis = firstMillis;
    }
  }

  /**
   * Creates an empty comparison.
   *
   * @param lag how many later labels the app waits for before it decides a segment
   */
  public Transitions(int lag) {
    // The segment of the transition, the one after, and a label that is on its way.
    this.decidedAfterMillis = (lag + 3) * SEGMENT_MILLIS;
  }

  /** Adds what a wearer did in a segment. */
  void published(SegmentKey key, AnnotatedSegment segment) {
    Wearer wearer = wearers.computeIfAbsent(key.wearer(), unused -> new Wearer(key.startMillis()));
    wearer.endMillis = Math.max(wearer.endMillis, key.startMillis() + SEGMENT_MILLIS);
    AnnotatedSegment.Change change = segment.change();
    if (change != null) {
      String after = ActivityGroups.of(change.after());
      if (!after.equals(ActivityGroups.of(change.before()))) {
        wearer.transitions.add(
            new Start(key.startMillis() + change.column() * COLUMN_MILLIS, after));
      }
    }
  }

  /** Adds what an episode says, if it is of a wearer who published. */
  void episode(ActivityEpisode episode) {
    Wearer wearer = wearers.get(episode.getWearer());
    if (wearer != null && episode.getEvent() == EpisodeEventType.ENTERED) {
      wearer.said.add(new Start(episode.getStart().toEpochMilli(), episode.getGroup()));
    }
  }

  /** The result so far. */
  TransitionScore score() {
    return wearers.values().stream()
        .map(this::score)
        .reduce(
            new TransitionScore(0, 0, 0),
            (one, other) ->
                new TransitionScore(
                    one.found() + other.found(),
                    one.all() + other.all(),
                    one.wrong() + other.wrong()));
  }

  private TransitionScore score(Wearer wearer) {
    List<Start> left = new ArrayList<>(wearer.said);
    long found = 0;
    long all = 0;
    for (Start transition : wearer.transitions) {
      Optional<Start> nearest =
          left.stream()
              .filter(said -> said.group().equals(transition.group()) && transition.covers(said))
              .min(Comparator.comparingLong(said -> Math.abs(said.millis() - transition.millis())));
      nearest.ifPresent(left::remove);
      found += nearest.isPresent() ? 1 : 0;
      boolean isDecided =
          transition.latestMillis() - WITHIN_MILLIS + decidedAfterMillis <= wearer.endMillis;
      all += nearest.isPresent() || isDecided ? 1 : 0;
    }
    // How a wearer begins is no transition.
    left.removeIf(said -> said.millis() <= wearer.firstMillis + WITHIN_MILLIS);
    // From the segment in which units are taken off until they count as not worn, they seem to do
    // something that is at rest.
    left.removeIf(
        said ->
            wearer.transitions.stream()
                .anyMatch(
                    transition ->
                        transition.group().equals(ReservedLabels.NOT_WORN)
                            && said.millis() >= transition.millis() - SEGMENT_MILLIS
                            && said.millis() <= transition.latestMillis()));
    return new TransitionScore(found, all, left.size());
  }
}
