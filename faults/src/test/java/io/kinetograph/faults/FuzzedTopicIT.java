// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three corrupt records to each good one, from the same wearers and others.
 *
 * <p>{@code -Dfuzz.seed=8} makes other records, {@code -Dfuzz.records=1000000} more of them in the
 * soak test.
 */
@SharedKafka
class FuzzedTopicIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final int WEARERS = 8;
  private static final int SEGMENTS = 15;

  @TempDir Path folder;
  private final long seed = Long.getLong("fuzz.seed", 7);
  private final Mutations mutations = new Mutations(seed);
  private final Random random = new Random(seed);
  private final KafkaCluster cluster;
  private final Oracle oracle =
      new Oracle(1000 * (System.currentTimeMillis() + Duration.ofMinutes(5).toMillis()));
  private final List<Sent> spoilt = new ArrayList<>();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private int stillReadings;

  private record Sent(
      ProducerRecord<byte[], byte[]> record, Set<String> faults, Future<RecordMetadata> metadata) {}

  FuzzedTopicIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everyBadRecordIsADeadLetterOnceAndEveryGoodSegmentIsLabeledOnce() throws Exception {
    fuzz(10_000);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyBadRecordsIsADeadLetterOnce() throws Exception {
    fuzz(Integer.getInteger("fuzz.records", 300_000));
  }

  private void fuzz(int fuzzed) throws Exception {
    AppTopics topics = cluster.appTopics(String.format(Locale.ROOT, "fuzzed-%d-times", fuzzed), 4);
    long began = System.nanoTime();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (StreamsApp app = StreamsApp.start(settings(topics), registry);
        TopicReader labels = topics.committedLabels();
        TopicReader letters =
            TopicReader.committed(cluster.bootstrapServers(), topics.deadLetters())) {
      assertThat(app.awaitRunning(DEADLINE)).isTrue();
      List<ExpectedLabel> expected = publish(topics, fuzzed);
      int good = expected.size() * 25;
      labels.readAll(expected.size(), DEADLINE);
      letters.readAll(spoilt.size(), DEADLINE);

      Result result = Result.of(expected, labels.records());
      List<String> wrongLetters = wrongLetters(letters.records());
      System.out.printf(
          "fuzzed: seed=%d records=%d good=%d fuzzed=%d (kinds=%d) bad=%d still-readings=%d"
              + " dead-letters=%d wrong-letters=%d %s invalid=%.0f accepted=%.0f seconds=%d%n",
          seed,
          good + fuzzed,
          good,
          fuzzed,
          mutations.kinds(),
          spoilt.size(),
          stillReadings,
          letters.records().size(),
          wrongLetters.size(),
          result.figures(),
          count(registry, "invalid"),
          count(registry, "accepted"),
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(wrongLetters).isEmpty();
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
      assertThat(count(registry, "invalid")).isEqualTo(spoilt.size());
      assertThat(count(registry, "accepted")).isEqualTo(good + stillReadings);
      assertThat(count(registry, "late") + count(registry, "duplicate")).isZero();
    }
  }

  private Settings settings(AppTopics topics) throws Exception {
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("kafka.session.timeout.ms", "45000");
    // What is rolled back is counted again, and the machine may be slow.
    settings.put("kafka.transaction.timeout.ms", "120000");
    return Settings.of(settings);
  }

  private List<ExpectedLabel> publish(AppTopics topics, int fuzzed) throws Exception {
    List<ExpectedLabel> expected = new ArrayList<>();
    int good = WEARERS * SEGMENTS * 25;
    int goodSent = 0;
    int spoiltSent = 0;
    long hour = Duration.ofHours(1).toMillis();
    long start = (System.currentTimeMillis() - hour) / KnownSegment.MILLIS * KnownSegment.MILLIS;
    for (int k = 0; k < SEGMENTS; k++, start += KnownSegment.MILLIS) {
      List<KnownSegment> segments = new ArrayList<>();
      for (int wearer = 0; wearer < WEARERS; wearer++) {
        segments.add(new KnownSegment("wearer-" + wearer, start));
      }
      segments.forEach(segment -> expected.add(segment.expected()));
      for (int second = 0; second < KnownSegment.SECONDS; second++) {
        for (KnownSegment segment : segments) {
          for (AccelerometerReading reading : segment.second(second)) {
            sent.add(topics.send(reading));
            goodSent++;
            for (; spoiltSent < (long) fuzzed * goodSent / good; spoiltSent++) {
              sendSpoilt(topics, reading, spoiltSent);
            }
          }
        }
      }
    }
    return expected;
  }

  /**
   * What is a reading all the same would change a good wearer's segment: it gets its own wearer.
   */
  private void sendSpoilt(AppTopics topics, AccelerometerReading reading, int number) {
    ProducerRecord<byte[], byte[]> record = null;
    Set<String> faults = Set.of();
    if (random.nextBoolean()) {
      record = mutations.spoil(reading, number);
      faults = oracle.faults(record.key(), record.value());
    }
    if (record == null || faults.isEmpty()) {
      AccelerometerReading stranger =
          Mutations.copy(reading).setWearer("stranger-" + number).build();
      record = mutations.spoil(stranger, number);
      faults = oracle.faults(record.key(), record.value());
    }
    Future<RecordMetadata> metadata = topics.send(record.key(), record.value());
    sent.add(metadata);
    if (faults.isEmpty()) {
      stillReadings++;
    } else {
      spoilt.add(new Sent(record, faults, metadata));
    }
  }

  /** Letters that are not as their record wants them, come again, or lack. */
  private List<String> wrongLetters(List<ConsumerRecord<byte[], byte[]>> letters) throws Exception {
    Map<String, Sent> byPlace = new HashMap<>();
    for (Sent record : spoilt) {
      RecordMetadata metadata = record.metadata().get();
      byPlace.put(metadata.topic() + "-" + metadata.partition() + "@" + metadata.offset(), record);
    }
    List<String> wrong = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      String place =
          header(letter, ExceptionHandlerUtils.HEADER_ERRORS_TOPIC_NAME)
              + "-"
              + header(letter, ExceptionHandlerUtils.HEADER_ERRORS_PARTITION_NAME)
              + "@"
              + header(letter, ExceptionHandlerUtils.HEADER_ERRORS_OFFSET_NAME);
      String message = header(letter, ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_MESSAGE_NAME);
      String field = header(letter, "kinetograph.errors.field");
      Sent source = byPlace.remove(place);
      if (source == null) {
        wrong.add(place + " again, or no bad record: " + message);
      } else if (!Arrays.equals(source.record().key(), letter.key())
          || !Arrays.equals(source.record().value(), letter.value())) {
        wrong.add(place + " is not as it came: " + message);
      } else if (!source.faults().contains(field) || !message.startsWith(field)) {
        wrong.add(place + " has faults in " + source.faults() + ", not: " + message);
      } else if (!header(letter, ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_NAME)
          .endsWith("Exception")) {
        wrong.add(place + " names no exception");
      }
    }
    byPlace.forEach(
        (place, source) -> wrong.add(place + " is not a dead letter: " + source.faults()));
    return wrong;
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(requireNonNull(letter.headers().lastHeader(name)).value(), UTF_8);
  }

  private static double count(SimpleMeterRegistry registry, String result) {
    var counter = registry.find("kinetograph.readings").tag("result", result).counter();
    return counter == null ? 0 : counter.count();
  }
}
