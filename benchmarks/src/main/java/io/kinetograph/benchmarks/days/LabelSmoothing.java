// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a consumer of labels would write against flicker. It sees the groups of labels in order. */
enum LabelSmoothing {
  /** The labels as they are. */
  NONE("raw labels") {
    @Override
    String group(List<String> groups, int index, String before) {
      return groups.get(index);
    }
  },

  /** A change counts once two labels in a row name the new group; it is dated to the first. */
  TWO_IN_A_ROW("two labels in a row") {
    @Override
    String group(List<String> groups, int index, String before) {
      boolean confirmed =
          index + 1 < groups.size() && groups.get(index + 1).equals(groups.get(index));
      return confirmed || before.isEmpty() ? groups.get(index) : before;
    }
  },

  /** The most frequent group of a label, the two before and the two after it. */
  MAJORITY_OF_FIVE("majority of five") {
    @Override
    String group(List<String> groups, int index, String before) {
      Map<String, Integer> votes = new HashMap<>();
      for (int i = Math.max(0, index - 2); i <= Math.min(groups.size() - 1, index + 2); i++) {
        votes.merge(groups.get(i), 1, Integer::sum);
      }
      String most = groups.get(index);
      for (Map.Entry<String, Integer> vote : votes.entrySet()) {
        if (vote.getValue() > votes.getOrDefault(most, 0)) {
          most = vote.getKey();
        }
      }
      return most;
    }
  };

  private final String title;

  LabelSmoothing(String title) {
    this.title = title;
  }

  /** The smoothed groups. */
  List<String> smooth(List<String> groups) {
    List<String> smoothed = new ArrayList<>();
    String before = "";
    for (int i = 0; i < groups.size(); i++) {
      before = group(groups, i, before);
      smoothed.add(before);
    }
    return smoothed;
  }

  /** The group of one label, by the smoothed one before it; empty if there is none. */
  abstract String group(List<String> groups, int index, String before);

  @Override
  public String toString() {
    return title;
  }
}
