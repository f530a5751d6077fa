// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The states of the hidden Markov model: the activities of one model, then unknown, then not worn.
 * Each of the last two is a group of its own.
 */
final class ActivityStates {

  /** What an episode without a known activity is called. */
  static final String UNKNOWN = "unknown";

  /** What an episode is called in which the wearer wears no unit. */
  static final String NOT_WORN = "not-worn";

  private final List<String> activities;
  private final List<String> groups;
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
    this.groups = new ArrayList<>(groups);
    this.groups.add(UNKNOWN);
    this.groups.add(NOT_WORN);
    groupNames = List.copyOf(new LinkedHashSet<>(this.groups));
    groupOf = this.groups.stream().mapToInt(groupNames::indexOf).toArray();
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

  /** Identifies the states, in their order. */
  int fingerprint() {
    return 31 * activities.hashCode() + groups.hashCode();
  }

  byte[] toBytes() {
    List<String> lines = new ArrayList<>();
    for (int state = 0; state < unknown(); state++) {
      lines.add(activities.get(state) + "\n" + groups.get(state));
    }
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  static ActivityStates fromBytes(byte[] bytes) {
    // Neither labels nor groups have line breaks.
    String[] lines = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString().split("\n");
    List<String> labels = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int i = 0; i + 1 < lines.length; i += 2) {
      labels.add(lines[i]);
      groups.add(lines[i + 1]);
    }
    return new ActivityStates(labels, groups);
  }
}
