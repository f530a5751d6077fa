// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import io.kinetograph.dashboard.topic.SharedNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One copy of the names that labels share: activities, groups and models. Not thread-safe. */
final class LabelNames {

  /** A model has one list of activities. Lists are input, and may be long. */
  private static final int MAX_LISTS = 100;

  private final SharedNames names = new SharedNames();
  private final Map<List<String>, List<String>> lists = new HashMap<>();

  /** An equal segment with shared names. */
  LabeledSegment share(LabeledSegment segment) {
    return new LabeledSegment(
        segment.startMillis(),
        segment.endMillis(),
        names.of(segment.activity()),
        segment.status(),
        segment.confidence(),
        segment.coverage());
  }

  /**
   * An equal label with shared names.
   *
   * @param wearer the copy of the wearer's id to use
   * @param segment the copy of the label's segment to use
   */
  Label share(Label label, String wearer, LabeledSegment segment) {
    Probabilities probabilities = Probabilities.of(label.probabilities());
    return new Label(
        wearer,
        segment,
        names.of(label.group()),
        names.of(label.bestActivity()),
        probabilities.withActivities(share(probabilities.activities())),
        names.of(label.model()),
        label.receivedAt());
  }

  private List<String> share(List<String> activities) {
    if (lists.size() > MAX_LISTS) {
      lists.clear();
    }
    return lists.computeIfAbsent(activities, same -> same.stream().map(names::of).toList());
  }
}
