// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import java.util.Set;

/**
 * Counts what becomes of readings and segments. Each accepted record ends in exactly one of {@link
 * #readingAccepted}, {@link #readingDuplicate} and {@link #readingLate}.
 */
public interface SegmentMetrics {

  /** At least one sample of a reading was new. */
  void readingAccepted();

  /** All samples of a reading were added before. */
  void readingDuplicate();

  /**
   * All samples of a reading belong to closed segments; the reading is dropped. A repeated reading
   * counts as late, too, once its segment is closed.
   */
  void readingLate();

  /**
   * A segment closed and was forgotten, labeled or not.
   *
   * @param reason why it closed
   * @param coverage the measured share of the segment, 0 to 1
   */
  void segmentClosed(CloseReason reason, float coverage);

  /**
   * Units of a closed segment were not worn.
   *
   * @param units often none
   */
  void notWorn(Set<BodyUnit> units);

  /** A rejected record is no longer remembered, as one of too many: a replay may accept it. */
  void refusedForgotten();

  /**
   * The number of wearers in the store changed.
   *
   * @param change the difference, negative if there are fewer
   */
  void wearersStored(int change);
}
