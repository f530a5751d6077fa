package io.kinetograph.trainer.augment;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.dataset.RecordedSegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Finds segments in which other subjects do the same. */
final class Companions {

  private final Map<Integer, List<List<RecordedSegment>>> recordings = new HashMap<>();

  Companions(DataSet training) {
    for (int activity : training.activities()) {
      Map<Integer, List<RecordedSegment>> bySubject = new HashMap<>();
      for (RecordedSegment segment : training.segments()) {
        if (segment.id().activity() == activity) {
          bySubject
              .computeIfAbsent(segment.id().subject(), subject -> new ArrayList<>())
              .add(segment);
        }
      }
      List<List<RecordedSegment>> lists = new ArrayList<>();
      bySubject.keySet().stream()
          .sorted()
          .forEach(s -> lists.add(bySubject.getOrDefault(s, List.of())));
      recordings.put(activity, lists);
    }
  }

  /** A segment of the same activity by another subject, each subject as likely as the next. */
  Optional<RecordedSegment> ofAnotherSubject(SegmentId id, RandomGenerator random) {
    List<List<RecordedSegment>> others =
        recordings.getOrDefault(id.activity(), List.of()).stream()
            .filter(list -> list.get(0).id().subject() != id.subject())
            .toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    List<RecordedSegment> recording = others.get(random.nextInt(others.size()));
    return Optional.of(recording.get(random.nextInt(recording.size())));
  }
}
