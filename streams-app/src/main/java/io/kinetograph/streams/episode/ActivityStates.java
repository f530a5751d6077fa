// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import io.kinetograph.inference.ReservedLabels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The states of the hidden Markov model: the activities of one model, then unknown, then not worn.
 * Each of the last two is a group of its own.
 */
public final class ActivityStates {

  /** What to show if the activity is unknown. */
  public static final String UNKNOWN = ReservedLabels.UNKNOWN;

  /** What to show if the wearer wears no unit. */
  public static final String NOT_WORN = ReservedLabels.NOT_WORN;

  private final List<String> activities;
  private final List<String> groupNames;
  private final int[] groupOf;
  private final int[] groupSizes;

  /**
   * @param labels the model's activities
   * @param groups the group of each
   */
  ActivityStates(List<String> labels, List<String> groups) {
    activities = new ArrayList<>(labels);
    activities.add(UNKNOWN);
    activities.add(NOT_WORN);
    List<String> groupNameOf = new ArrayList<>(groups);
    groupNameOf.add(UNKNOWN);
    groupNameOf.add(NOT_WORN);
    groupNames = List.copyOf(new LinkedHashSet<>(groupNameOf));
    groupOf = groupNameOf.stream().mapToInt(groupNames::indexOf).toArray();
    groupSizes = new int[groupNames.size()];
    for (int group : groupOf) {
      groupSizes[group]++;
    }
  }

  int count() {
    return activities.size();
  }

  int unknown() {
    return activities.size() - 2;
  }

  int notWorn() {
    return activities.size() - 1;
  }

  String activity(int state) {
    return activities.get(state);
  }

  /** Number of the group of a state. */
  int groupOf(int state) {
    return groupOf[state];
  }

  String group(int group) {
    return groupNames.get(group);
  }

  int groupCount() {
    return groupNames.size();
  }

  int groupSize(int group) {
    return groupSizes[group];
  }
}
