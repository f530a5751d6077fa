package io.kinetograph.trainer.data;

import io.kinetograph.recordings.dataset.SegmentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws what is held back, from every activity alike. */
final class StratifiedSplit {

  private StratifiedSplit() {}

  /** Holds back a share of every activity's segments. */
  static Split share(DataSet data, double share, Random random) {
    Set<SegmentId> held = new HashSet<>();
    for (int activity : data.activities()) {
      List<SegmentId> ids = shuffled(data, activity, random);
      held.addAll(ids.subList(0, (int) Math.round(share * ids.size())));
    }
    return split(data, held);
  }

  /** Deals every activity's segments out to parts and holds one part back. */
  static Split part(DataSet data, int number, int parts, Random random) {
    Set<SegmentId> held = new HashSet<>();
    // Goes on from one activity to the next, so that what is left over does not all go to part 1.
    int dealt = 0;
    for (int activity : data.activities()) {
      for (SegmentId id : shuffled(data, activity, random)) {
        if (dealt % parts == number - 1) {
          held.add(id);
        }
        dealt++;
      }
    }
    return split(data, held);
  }

  private static List<SegmentId> shuffled(DataSet data, int activity, Random random) {
    List<SegmentId> ids =
        new ArrayList<>(
            data.where(id -> id.activity() == activity).segments().stream()
                .map(RecordedSegment::id)
                .toList());
    Collections.shuffle(ids, random);
    return ids;
  }

  private static Split split(DataSet data, Set<SegmentId> held) {
    return new Split(data.where(id -> !held.contains(id)), data.where(held::contains));
  }
}
