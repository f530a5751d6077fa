// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.topology.DeadLetterHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Wearables', producers' and brokers' clocks, against a real broker. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ClocksIT {

  private static final long SEGMENT = 5_000_000L;
  private static final long DAY = 86_400_000_000L;

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long now = System.currentTimeMillis() * 1000 / SEGMENT * SEGMENT;
  private final KafkaCluster cluster;

  ClocksIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void readingsAheadOfTheBrokersClockAreInvalidHoweverLateTheyAreRead() throws Exception {
    AppTopics topics = topics("ahead-of-the-broker", "LogAppendTime");
    List<AccelerometerReading> readings = aheadUntilTheAppIsStarted(topics);
    try (StreamsApp app = StreamsApp.start(settings(topics, "1s"), registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();

      var letters = topics.committed(topics.deadLetters(), readings.size());
      assertThat(letters).hasSize(readings.size());
      for (int i = 0; i < letters.size(); i++) {
        assertThat(header(letters.get(i), DeadLetterHandler.FIELD_HEADER)).isEqualTo("startedAt");
        assertThat(header(letters.get(i), DeadLetterHandler.MESSAGE_HEADER))
            .endsWith("is more than 1 s ahead of the broker's clock");
        assertThat(header(letters.get(i), DeadLetterHandler.TOPIC_HEADER))
            .isEqualTo(topics.input());
        assertThat(header(letters.get(i), DeadLetterHandler.PARTITION_HEADER)).isEqualTo("0");
        assertThat(header(letters.get(i), DeadLetterHandler.OFFSET_HEADER)).isEqualTo("" + i);
      }
      assertThat(count("invalid")).isEqualTo(readings.size());
      assertThat(Counting.RECORDS.get()).as("seen by the operator's interceptor").isPositive();
      assertThat(count("accepted")).isZero();
    }
  }

  @Test
  void withoutTheBrokersClockTheAppsClockDecides() throws Exception {
    AppTopics topics = topics("ahead-of-the-app", "CreateTime");
    List<AccelerometerReading> readings = aheadUntilTheAppIsStarted(topics);
    List<AccelerometerReading> future = Readings.of("future", now + 600_000_000L, 1, 25);
    try (StreamsApp app = StreamsApp.start(settings(topics, "1s"), registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
      // A producer's timestamp is as wrong as its readings, and excuses nothing.
      topics.publish(future, now / 1000 + 601_000);

      var letters = topics.committed(topics.deadLetters(), future.size());
      assertThat(letters).hasSize(future.size());
      assertThat(letters)
          .extracting(letter -> header(letter, DeadLetterHandler.OFFSET_HEADER))
          .containsExactly("25", "26", "27", "28", "29");
      assertThat(topics.labels(1)).extracting(ActivityLabel::getWearer).containsExactly("anna");
      assertThat(count("accepted")).isEqualTo(readings.size());
    }
  }

  /**
   * 25 readings of the next segment that starts at least 2 s ahead. It has passed when this
   * returns.
   */
  private static List<AccelerometerReading> aheadUntilTheAppIsStarted(AppTopics topics) {
    long start = (System.currentTimeMillis() * 1000 + 2_000_000) / SEGMENT * SEGMENT + SEGMENT;
    List<AccelerometerReading> readings = Readings.of("anna", start, 5, 25);
    topics.publish(readings);
    assertThat(topics.committed(topics.input(), readings.size())).hasSize(readings.size());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> System.currentTimeMillis() * 1000 >= start + SEGMENT);
    return readings;
  }

  @Test
  void wearablesADayAheadOrBehindOnThePartitionChangeNothingForOthers() throws Exception {
    AppTopics topics = topics("a-day-ahead", "CreateTime");
    long start = now - 12 * SEGMENT;
    List<AccelerometerReading> readings = new ArrayList<>();
    for (String wearer : List.of("anna", "berta")) {
      readings.addAll(Readings.of(wearer, start, 20, 25));
    }
    readings.addAll(Readings.of("ahead", start + DAY, 20, 25));
    readings.addAll(Readings.of("behind", start - DAY, 20, 25));
    // Second by second, as they would come, whatever the clocks say.
    readings.sort(
        Comparator.comparingLong(
            reading -> Math.floorMod(reading.getStartedAt().toEpochMilli() * 1000 - start, DAY)));
    try (StreamsApp app = StreamsApp.start(settings(topics, "5m"), registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
      for (AccelerometerReading reading : readings) {
        topics.publish(List.of(reading), reading.getStartedAt().toEpochMilli());
      }

      List<ActivityLabel> labels = topics.labels(12);
      for (var wearer : Map.of("anna", start, "berta", start, "behind", start - DAY).entrySet()) {
        assertThat(labels)
            .filteredOn(label -> label.getWearer().equals(wearer.getKey()))
            .extracting(
                label -> label.getSegmentStart().toEpochMilli() * 1000 - wearer.getValue(),
                ActivityLabel::getCoverage)
            .containsExactly(
                tuple(0L, 1f), tuple(SEGMENT, 1f), tuple(2 * SEGMENT, 1f), tuple(3 * SEGMENT, 1f));
      }
      assertThat(labels).hasSize(12);
      var letters = topics.committed(topics.deadLetters(), 100);
      assertThat(letters)
          .hasSize(100)
          .allMatch(letter -> new String(letter.key(), UTF_8).equals("ahead"));
      assertThat(count("invalid")).isEqualTo(100);
      assertThat(count("accepted")).isEqualTo(300);
      assertThat(count("late") + count("duplicate")).isZero();
    }
  }

  private AppTopics topics(String id, String timestampType) throws Exception {
    // With CreateTime the topics accept and keep records of a day ago and a day ahead.
    return cluster.appTopics(
        id,
        1,
        Map.of(
            "message.timestamp.type",
            timestampType,
            "message.timestamp.after.max.ms",
            Long.toString(2 * DAY / 1000),
            "retention.ms",
            "-1"));
  }

  private Settings settings(AppTopics topics, String skew) throws Exception {
    Map<String, String> properties = topics.settings();
    properties.put("kafka.num.stream.threads", "1");
    properties.put("kafka.state.dir", folder.resolve("state").toString());
    properties.put("kafka.consumer.interceptor.classes", Counting.class.getName());
    properties.put("reading.max-clock-skew", skew);
    // No wearer is idle, however slow the machine is.
    properties.put("segment.idle-timeout", "10m");
    properties.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    return Settings.of(properties);
  }

  private double count(String result) {
    return registry.counter("kinetograph.readings", "result", result).count();
  }

  /** An operator's interceptor, which must work beside ours. */
  public static final class Counting implements ConsumerInterceptor<byte[], byte[]> {

    static final AtomicInteger RECORDS = new AtomicInteger();

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      RECORDS.addAndGet(records.count());
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
