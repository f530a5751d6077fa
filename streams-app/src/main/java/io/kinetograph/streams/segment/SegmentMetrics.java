package io.kinetograph.streams.segment;

/** Told what becomes of readings and segments. */
public interface SegmentMetrics {

  /** A reading's samples were stored, all or those that were not late. */
  void readingAccepted();

  /** All samples of a reading were there already. */
  void readingDuplicate();

  /**
   * All samples of a reading belong to segments that have closed; they were dropped. A repetition
   * that comes after its segment was labelled is late too.
   */
  void readingLate();

  /**
   * A segment closed.
   *
   * @param reason {@code complete}, {@code grace} or {@code idle}
   * @param coverage the share of it that was measured, 0 to 1
   */
  void segmentClosed(String reason, float coverage);

  /**
   * The stores hold more wearers than before, or fewer.
   *
   * @param change by how many
   */
  void wearersStored(int change);
}
