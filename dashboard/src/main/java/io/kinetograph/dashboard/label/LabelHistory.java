// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The latest segments of one wearer: of each slot of 5 s, the segment that starts last in it. The
 * page draws these slots, and overlapping segments would otherwise make a shorter past. Not
 * thread-safe.
 */
final class LabelHistory {

  /** As in the page. */
  private static final long SLOT_MILLIS = 5_000;

  private final int slots;

  /** Ordered by start, at most one of each slot. */
  private final List<LabeledSegment> segments = new ArrayList<>();

  /**
   * Creates an empty history.
   *
   * @param slots number of slots with a segment to keep, at least 1
   */
  LabelHistory(int slots) {
    this.slots = slots;
  }

  /**
   * Adds a segment, or replaces one of the same slot.
   *
   * @return whether this changed something: false for a repeated segment, for one before the kept
   *     one of its slot, and for one before all slots
   */
  boolean add(LabeledSegment segment) {
    // From the end, because segments rarely come late.
    int at = segments.size();
    while (at > 0 && slot(segments.get(at - 1)) > slot(segment)) {
      at--;
    }
    if (at > 0 && slot(segments.get(at - 1)) == slot(segment)) {
      LabeledSegment kept = segments.get(at - 1);
      if (segment.startMillis() < kept.startMillis() || segment.equals(kept)) {
        return false;
      }
      segments.set(at - 1, segment);
      return true;
    }
    if (segments.size() == slots) {
      if (at == 0) {
        return false;
      }
      segments.remove(0);
      at--;
    }
    segments.add(at, segment);
    return true;
  }

  /** The segments, oldest first: no copy. */
  List<LabeledSegment> segments() {
    return Collections.unmodifiableList(segments);
  }

  private static long slot(LabeledSegment segment) {
    return Math.floorDiv(segment.startMillis(), SLOT_MILLIS);
  }
}
