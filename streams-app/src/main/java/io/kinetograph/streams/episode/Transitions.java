// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import java.time.Duration;
import java.util.Map;

/**
 * How states follow each other. A wearer stays in a group of activities for a mean duration, with
 * the exponential distribution; then each other group is equally probable, and in it each activity.
 * Within a group, one activity changes to another as often. A step takes time in proportion to the
 * number of states, not to its square, because all activities of a group are left alike.
 *
 * <p>Not thread-safe.
 */
final class Transitions {

  private final ActivityStates states;
  private final double[] meanMillis;

  /** Of the last time that was asked for: nearly always the hop. */
  private final double[] leave;

  private long leaveMillis = -1;

  /**
   * @param states which follow each other
   * @param means mean duration of the groups that have one of their own
   * @param usual mean duration of all other groups
   */
  Transitions(ActivityStates states, Map<String, Duration> means, Duration usual) {
    this.states = states;
    meanMillis = new double[states.groupCount()];
    for (int group = 0; group < meanMillis.length; group++) {
      meanMillis[group] = means.getOrDefault(states.group(group), usual).toMillis();
    }
    leave = new double[meanMillis.length];
  }

  /** Probabilities of the states some time later. */
  double[] forward(double[] before, long millis) {
    double[] mass = groupSums(before);
    double[] leaving = leaveProbabilities(millis);
    double allLeaving = 0;
    for (int group = 0; group < mass.length; group++) {
      allLeaving += mass[group] * leaving[group];
    }
    double[] after = new double[before.length];
    for (int state = 0; state < before.length; state++) {
      int group = states.groupOf(state);
      int size = states.groupSize(group);
      double change = size == 1 ? 0 : leaving[group];
      double stay = before[state] * (1 - change);
      double fromSameGroup = change * (mass[group] - before[state]) / Math.max(1, size - 1);
      double fromOthers = (allLeaving - mass[group] * leaving[group]) / (mass.length - 1) / size;
      after[state] = (1 - leaving[group]) * (stay + fromSameGroup) + fromOthers;
    }
    return after;
  }

  /**
   * How probable what was seen later is, by the state some time before: the transposed step of
   * {@link #forward}.
   */
  double[] backward(double[] later, long millis) {
    double[] sums = groupSums(later);
    double[] leaving = leaveProbabilities(millis);
    double allMeans = 0;
    for (int group = 0; group < sums.length; group++) {
      allMeans += sums[group] / states.groupSize(group);
    }
    double[] before = new double[later.length];
    for (int state = 0; state < later.length; state++) {
      int group = states.groupOf(state);
      int size = states.groupSize(group);
      double change = size == 1 ? 0 : leaving[group];
      double sameGroup =
          (1 - change) * later[state]
              + change * (sums[group] - later[state]) / Math.max(1, size - 1);
      double others = (allMeans - sums[group] / size) / (sums.length - 1);
      before[state] = (1 - leaving[group]) * sameGroup + leaving[group] * others;
    }
    return before;
  }

  /** By group, how probable it is to leave it within a time, until the next call. */
  private double[] leaveProbabilities(long millis) {
    if (millis != leaveMillis) {
      for (int group = 0; group < leave.length; group++) {
        leave[group] = -Math.expm1(-millis / meanMillis[group]);
      }
      leaveMillis = millis;
    }
    return leave;
  }

  /** The sum over the states of each group. */
  double[] groupSums(double[] values) {
    double[] sums = new double[states.groupCount()];
    for (int state = 0; state < values.length; state++) {
      sums[states.groupOf(state)] += values[state];
    }
    return sums;
  }
}
