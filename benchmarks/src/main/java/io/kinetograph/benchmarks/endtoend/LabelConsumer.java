// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the labels as a dashboard does, once their transaction is committed. */
final class LabelConsumer implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "label-consumer");
  private final ToLongFunction<ActivityLabel> publishedMicros;
  private final AtomicLong labels = new AtomicLong();
  private volatile Histogram delays = new ConcurrentHistogram(3);

  /**
   * Starts to read.
   *
   * @param publishedMicros when the last readings of a label's segment were published
   */
  LabelConsumer(
      String servers, String topic, int partitions, ToLongFunction<ActivityLabel> publishedMicros) {
    this.publishedMicros = publishedMicros;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList());
    thread.start();
  }

  private void run() {
    var deserializer = TopicSerdes.activityLabel().deserializer();
    try (consumer) {
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          ActivityLabel label = deserializer.deserialize(record.topic(), record.value());
          long published = publishedMicros.applyAsLong(label);
          delays.recordValue(
              Math.max(0, System.currentTimeMillis() - Math.floorDiv(published, 1000)));
          labels.incrementAndGet();
        }
      }
    } catch (WakeupException e) {
      // Thrown by close.
    }
  }

  long count() {
    return labels.get();
  }

  /** Delays in milliseconds of the labels since the last call. */
  Histogram takeDelays() {
    Histogram taken = delays;
    delays = new ConcurrentHistogram(3);
    return taken;
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
