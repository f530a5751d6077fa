// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Finds segments of other subjects with the same activity. */
final class SameActivityIndex {

  /** The segments of each recording, by activity and subject. */
  private final Map<Integer, SortedMap<Integer, List<RecordedSegment>>> recordings =
      new HashMap<>();

  SameActivityIndex(DataSet training) {
    for (RecordedSegment segment : training.segments()) {
      recordings
          .computeIfAbsent(segment.id().activity(), activity -> new TreeMap<>())
          .computeIfAbsent(segment.id().subject(), subject -> new ArrayList<>())
          .add(segment);
    }
  }

  /** A segment of the same activity by another subject; each subject has equal probability. */
  Optional<RecordedSegment> ofAnotherSubject(SegmentId id, RandomGenerator random) {
    List<List<RecordedSegment>> others =
        recordings.getOrDefault(id.activity(), Collections.emptySortedMap()).entrySet().stream()
            .filter(entry -> entry.getKey() != id.subject())
            .map(Map.Entry::getValue)
            .toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    List<RecordedSegment> recording = others.get(random.nextInt(others.size()));
    return Optional.of(recording.get(random.nextInt(recording.size())));
  }
}
