// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ReservedLabels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The transitions of one wearer and what episodes say of them. Not thread-safe. */
final class WearerTransitions {

  private static final long WITHIN_MILLIS = 10_000;
  private static final long NOT_WORN_WITHIN_MILLIS = 30_000;
  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;
  private static final long FORGET_EVERY_MILLIS = 60_000;

  private final long firstMillis;
  private final List<Start> transitions = new ArrayList<>();
  private final List<Start> said = new ArrayList<>();

  /** Of the forgotten transitions, those that may still excuse an episode. */
  private final List<Start> takenOff = new ArrayList<>();

  private TransitionScore forgotten = new TransitionScore(0, 0, 0);
  private long forgottenMillis;
  private long endMillis;

  /** A moment at which the wearer begins to do something of a group, or is said to. */
  private record Start(long millis, String group) {

    long latestMillis() {
      return millis
          + (group.equals(ReservedLabels.NOT_WORN) ? NOT_WORN_WITHIN_MILLIS : WITHIN_MILLIS);
    }

    boolean covers(Start said) {
      return said.millis >= millis - WITHIN_MILLIS && said.millis <= latestMillis();
    }

    /**
     * Whether this explains another episode. From the segment in which units are taken off until
     * they count as not worn, they seem to do something that is at rest.
     */
    boolean excuses(Start said) {
      return group.equals(ReservedLabels.NOT_WORN)
          && said.millis >= millis - SEGMENT_MILLIS
          && said.millis <= latestMillis();
    }
  }

  /**
   * Creates those of a wearer.
   *
   * @param firstMillis start of the wearer's first segment
   */
  WearerTransitions(long firstMillis) {
    this.firstMillis = firstMillis;
    this.forgottenMillis = firstMillis;
  }

  /** Adds a transition; they come in the order of time. */
  void transition(long millis, String group) {
    transitions.add(new Start(millis, group));
  }

  /** Adds the start of an episode. */
  void episode(long millis, String group) {
    said.add(new Start(millis, group));
  }

  /**
   * The wearer has published until a moment.
   *
   * @param decidedAfterMillis after how long a transition is found or not
   * @param keptMillis for how long it is kept then
   */
  void published(long millis, long decidedAfterMillis, long keptMillis) {
    endMillis = Math.max(endMillis, millis);
    long over = endMillis - decidedAfterMillis - NOT_WORN_WITHIN_MILLIS - keptMillis;
    if (over >= forgottenMillis + FORGET_EVERY_MILLIS) {
      forget(over);
      forgottenMillis = over;
    }
  }

  /** Counts the transitions before a moment, and the episodes that no later transition covers. */
  private void forget(long millis) {
    long found = 0;
    long all = 0;
    while (!transitions.isEmpty() && transitions.get(0).millis() < millis) {
      Start transition = transitions.remove(0);
      found += removeNearest(transition, said) ? 1 : 0;
      all++;
      takenOff.add(transition);
    }
    List<Start> over =
        said.stream().filter(start -> start.millis() < millis - WITHIN_MILLIS).toList();
    long wrong = over.stream().filter(this::isWrong).count();
    said.removeAll(over);
    takenOff.removeIf(
        transition ->
            !transition.group().equals(ReservedLabels.NOT_WORN)
                || transition.latestMillis() < millis - WITHIN_MILLIS);
    forgotten = forgotten.plus(new TransitionScore(found, all, wrong));
  }

  /**
   * The result so far.
   *
   * @param decidedAfterMillis after how long a transition is found or not
   */
  TransitionScore score(long decidedAfterMillis) {
    List<Start> left = new ArrayList<>(said);
    long found = 0;
    long all = 0;
    for (Start transition : transitions) {
      boolean isFound = removeNearest(transition, left);
      found += isFound ? 1 : 0;
      boolean isDecided =
          transition.latestMillis() - WITHIN_MILLIS + decidedAfterMillis <= endMillis;
      all += isFound || isDecided ? 1 : 0;
    }
    long wrong = left.stream().filter(this::isWrong).count();
    return forgotten.plus(new TransitionScore(found, all, wrong));
  }

  private static boolean removeNearest(Start transition, List<Start> said) {
    Optional<Start> nearest =
        said.stream()
            .filter(start -> start.group().equals(transition.group()) && transition.covers(start))
            .min(Comparator.comparingLong(start -> Math.abs(start.millis() - transition.millis())));
    nearest.ifPresent(said::remove);
    return nearest.isPresent();
  }

  /**
   * Whether an episode that no transition covers is wrong. How a wearer begins is no transition.
   */
  private boolean isWrong(Start start) {
    return start.millis() > firstMillis + WITHIN_MILLIS
        && Stream.concat(takenOff.stream(), transitions.stream())
            .noneMatch(transition -> transition.excuses(start));
  }

  /** The number of transitions and episodes that were not forgotten. */
  int remembered() {
    return transitions.size() + said.size() + takenOff.size();
  }
}
