// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.quickstart.QuickstartTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads the labels as a dashboard does, once their transaction is committed. Decodes none: that
 * would take CPU time from what is measured.
 */
final class LabelReader implements AutoCloseable {

  /**
   * A label that has come.
   *
   * @param wallMillis when
   * @param endMillis end of its segment, which is the record's timestamp
   * @param value the record's value
   */
  record Arrival(long wallMillis, long endMillis, Bytes value) {

    /** From the segment's end until the label could be read. */
    long delayMillis() {
      return wallMillis - endMillis;
    }
  }

  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "label-reader");
  private final LongConsumer progress;
  private final List<Arrival> arrivals = new ArrayList<>();
  private volatile @Nullable Throwable failure;

  /**
   * Starts to read.
   *
   * @param progress is called with the number of labels so far
   */
  LabelReader(String servers, String topic, LongConsumer progress) {
    this(
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "client.id", "bench-labels",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer()),
        topic,
        progress);
  }

  /** Starts to read with a consumer, which it closes. */
  LabelReader(Consumer<byte[], byte[]> consumer, String topic, LongConsumer progress) {
    this.progress = progress;
    this.consumer = consumer;
    consumer.assign(
        IntStream.range(0, QuickstartTopics.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList());
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (true) {
        var polled = consumer.poll(Duration.ofSeconds(1));
        long wallMillis = System.currentTimeMillis();
        int count;
        synchronized (arrivals) {
          for (ConsumerRecord<byte[], byte[]> record : polled) {
            arrivals.add(new Arrival(wallMillis, record.timestamp(), Bytes.wrap(record.value())));
          }
          count = arrivals.size();
        }
        if (!polled.isEmpty()) {
          progress.accept(count);
        }
      }
    } catch (WakeupException e) {
      // Thrown by close.
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /**
   * Checks that it reads.
   *
   * @throws IllegalStateException if reading has failed, so that labels may be missing
   */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the labels cannot be read: " + cause, cause);
    }
  }

  /** All labels so far, in the order they came. */
  List<Arrival> arrivals() {
    synchronized (arrivals) {
      return List.copyOf(arrivals);
    }
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
