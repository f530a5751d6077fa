package io.kinetograph.streams.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning and keeps what it has read, for one thread. */
final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  private TopicReader(String servers, String topic, String isolation) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "isolation.level", isolation,
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList());
  }

  /** Sees what is committed. */
  static TopicReader committed(String servers, String topic) {
    return new TopicReader(servers, topic, "read_committed");
  }

  /** Sees what was rolled back, too. */
  static TopicReader all(String servers, String topic) {
    return new TopicReader(servers, topic, "read_uncommitted");
  }

  /** What was read. */
  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** Reads for some time. */
  void read(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    do {
      consumer.poll(POLL).forEach(records::add);
    } while (System.nanoTime() < end);
  }

  /** Reads until there are so many records, then on until there come none for a while. */
  void readAll(int expected, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    while (records.size() < expected && System.nanoTime() < end) {
      read(POLL);
    }
    int before;
    do {
      before = records.size();
      read(QUIET);
    } while (records.size() > before);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
