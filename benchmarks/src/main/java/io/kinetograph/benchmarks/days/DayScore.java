// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what was said of wearers with what they did: once a second, and by transition. A
 * transition is found if a change to the same group is said within 10 s of it, before or after;
 * each change finds one transition at most. Every other change is false. Used by one thread.
 */
final class DayScore {

  private static final long SECOND = 1_000_000;
  private static final long WITHIN = 10 * SECOND;

  private final Map<String, Counts> groups = new TreeMap<>();
  private long seconds;
  private long right;
  private int transitions;
  private int found;
  private int falseChanges;

  private static final class Counts {
    private long truth;
    private long said;
    private long both;
  }

  /**
   * Adds a wearer's day.
   *
   * @param truth what the wearer did
   * @param said what was said
   * @param startMicros start of the day
   * @param endMicros first instant after it
   */
  void add(Timeline truth, Timeline said, long startMicros, long endMicros) {
    for (long second = startMicros; second < endMicros; second += SECOND) {
      String is = truth.at(second + SECOND / 2);
      String named = said.at(second + SECOND / 2);
      counts(is).truth++;
      counts(named).said++;
      if (named.equals(is)) {
        counts(is).both++;
        right++;
      }
      seconds++;
    }
    List<Timeline.Change> changes = said.changes();
    Set<Timeline.Change> used = new HashSet<>();
    for (Timeline.Change transition : truth.changes()) {
      transitions++;
      Timeline.Change nearest = null;
      for (Timeline.Change change : changes) {
        if (change.group().equals(transition.group())
            && distance(change, transition) <= WITHIN
            && !used.contains(change)
            && (nearest == null || distance(change, transition) < distance(nearest, transition))) {
          nearest = change;
        }
      }
      if (nearest != null) {
        used.add(nearest);
        found++;
      }
    }
    falseChanges += changes.size() - used.size();
  }

  private static long distance(Timeline.Change a, Timeline.Change b) {
    return Math.abs(a.atMicros() - b.atMicros());
  }

  private Counts counts(String group) {
    return groups.computeIfAbsent(group, name -> new Counts());
  }

  /** Share of the seconds for which the right group was said. */
  double accuracy() {
    return (double) right / seconds;
  }

  /** Mean over the groups that wearers were in of F1, by seconds. */
  double macroF1() {
    return f1().values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** F1 of each group that wearers were in, by seconds. */
  Map<String, Double> f1() {
    Map<String, Double> f1 = new HashMap<>();
    groups.forEach(
        (group, counts) -> {
          if (counts.truth > 0) {
            f1.put(group, 2.0 * counts.both / (counts.truth + counts.said));
          }
        });
    return f1;
  }

  /** Number of transitions that wearers made. */
  int transitions() {
    return transitions;
  }

  /** Share of the transitions that were found. */
  double found() {
    return (double) found / transitions;
  }

  /** Changes an hour that were no transitions. */
  double falseAnHour() {
    return falseChanges * 3600.0 / seconds;
  }
}
