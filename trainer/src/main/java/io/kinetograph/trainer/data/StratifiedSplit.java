// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Holdout.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random splits that hold out the same share of every activity. */
final class StratifiedSplit {

  private StratifiedSplit() {}

  /** Holds out a share of every activity's segments. */
  static Split share(DataSet data, double share, Random random) {
    Set<SegmentId> heldOut = new HashSet<>();
    for (int activity : data.activities()) {
      List<SegmentId> ids = shuffled(data, activity, random);
      heldOut.addAll(ids.subList(0, (int) Math.round(share * ids.size())));
    }
    return split(data, heldOut);
  }

  /** Deals every activity's segments out to parts and holds one part out. */
  static Split part(DataSet data, int number, int parts, Random random) {
    Set<SegmentId> heldOut = new HashSet<>();
    // Continues from one activity to the next, so that the remainders do not all go to part 1.
    int dealt = 0;
    for (int activity : data.activities()) {
      for (SegmentId id : shuffled(data, activity, random)) {
        if (dealt % parts == number - 1) {
          heldOut.add(id);
        }
        dealt++;
      }
    }
    return split(data, heldOut);
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

  private static Split split(DataSet data, Set<SegmentId> heldOut) {
    return new Split(data.where(id -> !heldOut.contains(id)), data.where(heldOut::contains));
  }
}
