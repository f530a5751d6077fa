// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.QuickstartTopics;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Polls the readings and decodes them as the app does, and no more: what the input alone costs.
 * {@code APP-SETTINGS-FILE THREADS SAMPLES-PER-RECORD}. Counts segments by their samples.
 */
public final class DecodePeer {

  private static final int PRINTED = 16;

  private DecodePeer() {}

  /**
   * Runs it until its standard input ends.
   *
   * @param args see above
   */
  public static void main(String... args) throws Exception {
    Settings settings = Settings.load(Optional.of(Path.of(args[0])));
    int threads = Integer.parseInt(args[1]);
    int recordsOfSegment = Segment.COLUMNS * BodyUnit.COUNT / Integer.parseInt(args[2]);
    AtomicLong records = new AtomicLong();
    ExecutorService consumers = Executors.newFixedThreadPool(threads);
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      List<TopicPartition> partitions =
          IntStream.range(0, QuickstartTopics.PARTITIONS)
              .filter(partition -> partition % threads == first)
              .mapToObj(partition -> new TopicPartition(settings.topics().input(), partition))
              .toList();
      consumers.execute(() -> consume(settings, partitions, records, recordsOfSegment));
    }
    System.in.readAllBytes();
    System.exit(0);
  }

  private static void consume(
      Settings settings,
      List<TopicPartition> partitions,
      AtomicLong records,
      int recordsOfSegment) {
    ReadingDecoder decoder =
        new ReadingDecoder(TopicSerdes.accelerometerReading().deserializer(), settings.readings());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", settings.kafka().getOrDefault("bootstrap.servers", ""),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "max.poll.records", "1000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      while (true) {
        var polled = consumer.poll(Duration.ofMillis(100));
        long nowMillis = System.currentTimeMillis();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          var unused =
              decoder.decode(
                  record.topic(), record.headers(), record.key(), record.value(), nowMillis);
        }
        long before = records.getAndAdd(polled.count()) / recordsOfSegment;
        long after = before + polled.count() / recordsOfSegment;
        if (before / PRINTED != after / PRINTED || polled.isEmpty()) {
          System.out.println(records.get() / recordsOfSegment);
        }
      }
    }
  }
}
