// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Deletes wearers from the store once they have no open segment and have been idle for the
 * retention, and counts the others. Each pass visits every stored wearer once, a batch at a time.
 *
 * <p>Wearers without any label have a shorter retention: none of their segments can be labeled
 * twice, and ids that never repeat, for example one for each message, would fill the heap.
 */
final class EvictionScan {

  private final WearerStore.Part progress;
  private final Predicate<String> isTracked;
  private final IdleClock idleClock;
  private final LongSupplier oldestSeenMillis;
  private final long retentionMillis;
  private final long unlabeledRetentionMillis;
  private final SegmentMetrics metrics;
  private boolean running;
  private @Nullable String lastVisited;
  private int kept;
  private int reported;

  /**
   * Creates a scan that has not started.
   *
   * @param progress {@link WearerProgress} by wearer
   * @param isTracked whether a wearer's timeline is in memory; such wearers are kept
   * @param oldestSeenMillis when the oldest open slice was first seen, by the idle clock. A wearer
   *     whose segment closed after that is kept: their records would be read again
   * @param retentionMillis how long a wearer is kept, in milliseconds
   * @param unlabeledRetentionMillis the same for one who never got a label
   */
  EvictionScan(
      WearerStore.Part progress,
      Predicate<String> isTracked,
      IdleClock idleClock,
      LongSupplier oldestSeenMillis,
      long retentionMillis,
      long unlabeledRetentionMillis,
      SegmentMetrics metrics) {
    this.progress = progress;
    this.isTracked = isTracked;
    this.idleClock = idleClock;
    this.oldestSeenMillis = oldestSeenMillis;
    this.retentionMillis = retentionMillis;
    this.unlabeledRetentionMillis = unlabeledRetentionMillis;
    this.metrics = metrics;
  }

  /** Starts a pass at the first wearer, unless one is running. */
  void start() {
    if (!running) {
      running = true;
      lastVisited = null;
      kept = 0;
    }
  }

  boolean isOver() {
    return !running;
  }

  /**
   * Visits the next stored wearers of the pass, if one is running.
   *
   * @param count the most to visit
   */
  void next(int count) {
    if (!running) {
      return;
    }
    List<String> expired = new ArrayList<>();
    int visited = 0;
    try (KeyValueIterator<String, byte[]> wearers = progress.from(lastVisited)) {
      while (wearers.hasNext() && visited < count) {
        KeyValue<String, byte[]> wearer = wearers.next();
        if (wearer.key.equals(lastVisited) || wearer.value == null) {
          continue;
        }
        visited++;
        lastVisited = wearer.key;
        if (isExpired(wearer.key, WearerProgress.fromBytes(wearer.value))) {
          expired.add(wearer.key);
        } else {
          kept++;
        }
      }
      running = wearers.hasNext();
    }
    expired.forEach(progress::delete);
    if (!running) {
      report(kept);
    }
  }

  /** Expired means idle for the retention both by the wearer's event time and by the idle clock. */
  private boolean isExpired(String wearer, WearerProgress progress) {
    // Before the first record we cannot know how far behind we are: readings of any wearer may
    // wait in the topic.
    boolean timeIsKnown = idleClock.hasRecord() || idleClock.availableMillis() >= retentionMillis;
    long keptMillis = progress.isLabeled() ? retentionMillis : unlabeledRetentionMillis;
    return timeIsKnown
        && !isTracked.test(wearer)
        && progress.isBefore(idleClock.millis() - keptMillis)
        && progress.closedMillis() < oldestSeenMillis.getAsLong();
  }

  /** Subtracts this task's wearers from the reported count: another task will count them. */
  void close() {
    report(0);
  }

  private void report(int count) {
    metrics.wearersStored(count - reported);
    reported = count;
  }
}
