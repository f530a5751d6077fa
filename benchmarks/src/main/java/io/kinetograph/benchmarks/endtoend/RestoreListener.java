// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How long a client takes to run, and how many records it restores from changelogs. */
final class RestoreListener implements StateRestoreListener {

  private final AtomicLong records = new AtomicLong();
  private volatile Duration timeToRunning = Duration.ZERO;

  void setTimeToRunning(Duration time) {
    timeToRunning = time;
  }

  @Override
  public String toString() {
    return "running after %.1f s, %d records restored"
        .formatted(timeToRunning.toMillis() / 1000.0, records.get());
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {}

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long to, long restored) {
    records.addAndGet(restored);
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {}
}
