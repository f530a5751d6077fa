// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.streams.config.SegmentSettings;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The two scans over a task's wearers: one for those who are idle or have a segment that was open
 * for too long, one for those past their retention. They advance together, a batch at a time, so
 * that they take little time beside closing a segment.
 */
final class WearerScans {

  private static final int IDLE_BATCH = 100;

  /** More, because each step of this scan copies the keys of the store. */
  private static final int EVICTION_BATCH = 1_000;

  private final IdleScan idle;
  private final EvictionScan eviction;

  /**
   * Creates scans that have not started.
   *
   * @param queueIfDue queues a wearer if a segment of theirs is due
   * @param oldestSeenMillis when the oldest open slice was first seen, by the idle clock
   * @param settings how long a wearer is kept
   */
  WearerScans(
      TaskWearers wearers,
      IdleClock idleClock,
      Consumer<TrackedWearer> queueIfDue,
      LongSupplier oldestSeenMillis,
      SegmentSettings settings,
      SegmentMetrics metrics) {
    this.idle = new IdleScan(wearers.tracked(), idleClock, queueIfDue);
    this.eviction =
        new EvictionScan(
            wearers.progress(),
            wearers.tracked()::contains,
            idleClock,
            oldestSeenMillis,
            settings.wearerRetention().toMillis(),
            settings.grace().plus(settings.idleTimeout()).toMillis(),
            metrics);
  }

  /** Starts to look for idle wearers and segments that were open for too long. */
  void startIdle() {
    idle.start();
  }

  /** Starts to look for wearers past their retention, unless that scan is running. */
  void startEviction() {
    eviction.start();
  }

  /** Advances the running scans by one batch. */
  void advance() {
    idle.next(IDLE_BATCH);
    eviction.next(EVICTION_BATCH);
  }

  /** Whether one is running. */
  boolean isRunning() {
    return !idle.isOver() || !eviction.isOver();
  }

  /** Subtracts the task's wearers from the metrics. */
  void close() {
    eviction.close();
  }
}
