// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.util.List;
import java.util.Map;

/**
 * Groups of activities that look alike to a body unit, such as the three kinds of walking. A label
 * that is wrong within its group is a smaller error than one of another group.
 */
public final class ActivityGroups {

  private static final Map<String, List<String>> LABELS =
      Map.ofEntries(
          Map.entry("sitting", List.of("sitting")),
          Map.entry("standing", List.of("standing", "standing-in-elevator", "moving-in-elevator")),
          Map.entry("lying", List.of("lying-on-back", "lying-on-right-side")),
          Map.entry("stairs", List.of("ascending-stairs", "descending-stairs")),
          Map.entry(
              "walking",
              List.of(
                  "walking-parking-lot", "walking-treadmill-flat", "walking-treadmill-inclined")),
          Map.entry("running", List.of("running-treadmill")),
          Map.entry("machine-exercise", List.of("stepper", "cross-trainer")),
          Map.entry("cycling", List.of("cycling-horizontal", "cycling-vertical")),
          Map.entry("rowing", List.of("rowing")),
          Map.entry("jumping", List.of("jumping")),
          Map.entry("sport", List.of("playing-basketball")));

  private ActivityGroups() {}

  /**
   * The group of a label.
   *
   * @return such as {@code walking}; a label that the data set does not have is its own group
   */
  public static String of(String label) {
    return LABELS.entrySet().stream()
        .filter(group -> group.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(label);
  }
}
