// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides over time what a wearer does: a hidden Markov model whose states are the activities. A
 * segment is decided when a number of later ones have been seen, the lag: forward filter and
 * backward smoothing with a fixed lag (Rabiner 1989, "A tutorial on hidden Markov models", and
 * Moose 1975 on fixed-lag smoothing). An episode is a run of segments that are decided for one
 * group.
 */
final class EpisodeDecoder {

  private final ActivityStates states;
  private final Transitions transitions;
  private final int lag;
  private final long maxGapMillis;

  /**
   * @param states the activities of the model that makes the labels
   * @param transitions between them
   * @param lag how many later segments are seen before one is decided, 0 or more
   * @param maxGapMillis a longer time without a label ends an episode
   */
  EpisodeDecoder(ActivityStates states, Transitions transitions, int lag, long maxGapMillis) {
    this.states = states;
    this.transitions = transitions;
    this.lag = lag;
    this.maxGapMillis = maxGapMillis;
  }

  /**
   * Adds a wearer's next segment.
   *
   * @param history of the wearer, changed
   * @param segment which starts after all before it; another one is ignored
   * @param events receives what is now known
   */
  void add(WearerHistory history, ObservedSegment segment, Consumer<EpisodeEvent> events) {
    if (segment.startMillis() <= history.newestStartMillis()) {
      return;
    }
    if (segment.startMillis() - history.newestEndMillis() > maxGapMillis) {
      end(history, events);
    }
    history.pending().add(segment);
    // More than one if the lag was longer before a restart.
    while (history.pending().size() > lag) {
      decideOldest(history, events);
    }
  }

  /** Decides all segments and ends the wearer's episode where the last segment ends. */
  void end(WearerHistory history, Consumer<EpisodeEvent> events) {
    boolean unused = end(history, Long.MAX_VALUE, events);
  }

  /**
   * The same, if the next segment may overlap with the last one.
   *
   * @param nextStartMillis where the next segment may start; the episode ends there at the latest,
   *     if it has begun before
   * @return whether it ends after that, so that the next one must begin where it ends
   */
  boolean end(WearerHistory history, long nextStartMillis, Consumer<EpisodeEvent> events) {
    while (!history.pending().isEmpty()) {
      decideOldest(history, events);
    }
    OpenEpisode open = history.open();
    boolean isCut = open != null && nextStartMillis > open.startMillis();
    if (open != null) {
      long latestMillis = isCut ? nextStartMillis : Long.MAX_VALUE;
      events.accept(open.exited(Math.min(history.decidedEndMillis(), latestMillis)));
    }
    history.reset();
    return !isCut && history.decidedEndMillis() > nextStartMillis;
  }

  private void decideOldest(WearerHistory history, Consumer<EpisodeEvent> events) {
    ObservedSegment segment = history.pending().get(0);
    double[] filtered = filter(history, segment);
    double[] posterior = smooth(history, filtered);
    history.pending().remove(0);

    double[] groups = transitions.groupSums(posterior);
    int group = largest(groups);
    int state = -1;
    for (int candidate = 0; candidate < posterior.length; candidate++) {
      if (states.groupOf(candidate) == group
          && (state < 0 || posterior[candidate] > posterior[state])) {
        state = candidate;
      }
    }
    OpenEpisode open = history.open();
    if (open == null || open.group() != group) {
      long boundary = boundary(history, segment);
      if (open != null) {
        events.accept(open.exited(boundary));
      }
      OpenEpisode entered = new OpenEpisode(states, state, boundary);
      entered.add(state, groups[group]);
      events.accept(entered.entered(segment.endMillis()));
      history.decided(segment, filtered, entered);
    } else {
      open.add(state, groups[group]);
      EpisodeEvent revised = open.revised(segment.endMillis());
      if (revised != null) {
        events.accept(revised);
      }
      history.decided(segment, filtered, open);
    }
  }

  /** Probabilities of the states in the oldest segment, by all before it and its own label. */
  private double[] filter(WearerHistory history, ObservedSegment segment) {
    if (history.isEmpty()) {
      double[] alike = new double[states.count()];
      Arrays.fill(alike, 1.0 / alike.length);
      return segment.multiply(alike, 1);
    }
    long millis = segment.startMillis() - history.decidedStartMillis();
    return segment.multiply(
        transitions.forward(history.filtered(), millis), weight(segment, millis));
  }

  /** The same, by the labels of later segments too. */
  private double[] smooth(WearerHistory history, double[] filtered) {
    double[] later = new double[filtered.length];
    Arrays.fill(later, 1);
    List<ObservedSegment> pending = history.pending();
    for (int i = pending.size() - 1; i > 0; i--) {
      long millis = pending.get(i).startMillis() - pending.get(i - 1).startMillis();
      later =
          transitions.backward(
              pending.get(i).multiply(later, weight(pending.get(i), millis)), millis);
    }
    double sum = 0;
    double[] posterior = new double[filtered.length];
    for (int state = 0; state < posterior.length; state++) {
      posterior[state] = filtered[state] * later[state];
      sum += posterior[state];
    }
    for (int state = 0; state < posterior.length; state++) {
      posterior[state] /= sum;
    }
    return posterior;
  }

  /** Below 1 for a segment that overlaps with the one before it. */
  private static double weight(ObservedSegment segment, long millis) {
    return Math.min(1, (double) millis / (segment.endMillis() - segment.startMillis()));
  }

  /**
   * In the middle of what two segments share; else where the later one starts. After an end of all
   * that was, what they share belongs to the past, so that the next episode may start late in its
   * first segment; but each ends after its start.
   */
  private static long boundary(WearerHistory history, ObservedSegment segment) {
    long decidedEndMillis = history.decidedEndMillis();
    OpenEpisode open = history.open();
    if (open == null) {
      return Math.max(segment.startMillis(), decidedEndMillis);
    }
    long overlap = decidedEndMillis - segment.startMillis();
    long middle = segment.startMillis() + Math.max(0, overlap) / 2;
    return middle > open.startMillis()
        ? middle
        : open.startMillis() + (decidedEndMillis - open.startMillis() + 1) / 2;
  }

  private static int largest(double[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
