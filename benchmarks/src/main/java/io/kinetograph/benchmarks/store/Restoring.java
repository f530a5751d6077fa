package io.kinetograph.benchmarks.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How long it takes from a start until records flow, and what is read from changelogs for it. */
final class Restoring implements StateRestoreListener {

  private final AtomicLong records = new AtomicLong();
  private volatile Duration took = Duration.ZERO;

  void running(Duration time) {
    took = time;
  }

  String told() {
    return "running after %.1f s, %d records restored"
        .formatted(took.toMillis() / 1000.0, records.get());
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
