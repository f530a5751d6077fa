// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

/**
 * Counts what becomes of readings and segments. Each accepted record ends in exactly one of {@link
 * #readingAccepted}, {@link #readingDuplicate} and {@link #readingLate}.
 */
public interface SegmentMetrics {

  /** At least one sample of a reading was new and is stored. */
  void readingAccepted();

  /** All samples of a reading were stored before. */
  void readingDuplicate();

  /**
   * All samples of a reading belong to closed segments; the reading is dropped. A repeated reading
   * counts as late, too, once its segment is closed.
   */
  void readingLate();

  /**
   * A segment closed.
   *
   * @param reason {@code complete}, {@code grace} or {@code idle}
   * @param coverage the measured share of the segment, 0 to 1
   */
  void segmentClosed(String reason, float coverage);

  /**
   * The number of wearers in the stores changed.
   *
   * @param change the difference, negative if there are fewer
   */
  void wearersStored(int change);
}
