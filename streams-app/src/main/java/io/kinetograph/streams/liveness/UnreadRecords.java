// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.micrometer.core.instrument.Counter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds records of a partition that its topic's retention has deleted before they were read: the
 * consumer continues with the oldest record that is left, and says nothing. A gap in the offsets
 * alone does not tell, because transactions leave gaps too; so the oldest offset of the partition
 * decides. Thread-safe.
 */
final class UnreadRecords {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadRecords.class);

  /** Gaps that wait for an answer; a topic with transactions has many. */
  private static final int MAX_GAPS = 1_000;

  private static final long NONE = -1;

  private final String partition;
  private final Counter lost;
  private final Deque<Gap> gaps = new ArrayDeque<>();
  private long expected = NONE;

  /** Offsets that were not read, the last one excluded. */
  private record Gap(long from, long to) {}

  /**
   * Starts without an expectation.
   *
   * @param partition for people
   * @param lost counts the offsets
   */
  UnreadRecords(String partition, Counter lost) {
    this.partition = partition;
    this.lost = lost;
  }

  /** Notes the offset of the next record, or -1 if it is not known. */
  synchronized void startAt(long offset) {
    expected = offset;
  }

  synchronized void read(long offset) {
    if (expected != NONE && offset > expected && gaps.size() < MAX_GAPS) {
      gaps.add(new Gap(expected, offset));
    }
    expected = offset + 1;
  }

  /** Whether {@link #answered} may find lost records. */
  synchronized boolean hasGaps() {
    return !gaps.isEmpty();
  }

  /**
   * Counts what was lost.
   *
   * @param earliest the offset of the oldest record that the partition has
   */
  synchronized void answered(long earliest) {
    long count = 0;
    long first = Long.MAX_VALUE;
    for (Gap gap : gaps) {
      if (gap.from() < earliest) {
        count += Math.min(gap.to(), earliest) - gap.from();
        first = Math.min(first, gap.from());
      }
    }
    gaps.clear();
    if (count > 0) {
      lost.increment((double) count);
      LOG.warn(
          "{}: {} records from offset {} on were deleted by the topic's retention before they were"
              + " read, so their segments lack samples or labels; raise the topic's retention.ms"
              + " (kinetograph.records.lost counts them)",
          partition,
          count,
          first);
    }
  }
}
