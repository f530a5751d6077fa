// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.topology.DeadLetterHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Labels and dead letters that their topics refuse, on a real broker. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class RefusedWritesIT {

  private static final long SEGMENT = 5_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Map<String, String> A_WEEK =
      Map.of("message.timestamp.before.max.ms", "" + WEEK.toMillis());

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
  private final KafkaCluster cluster;
  private String id = "";

  RefusedWritesIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void nameTopics(TestInfo info) {
    id = info.getTestMethod().orElseThrow().getName();
  }

  @Test
  void aClockAt1970DoesNotStopTheOthersOfThePartition() throws Exception {
    AppTopics topics = cluster.appTopics(id, 1, A_WEEK);
    try (StreamsApp app = start(topics, Map.of())) {
      topics.publish(Readings.of("rebooted", SEGMENT, 15, 25));
      topics.publish(Readings.of("good", start, 15, 25));

      assertEachLabeled(topics, 3, "rebooted", "good");
      for (ConsumerRecord<byte[], byte[]> label : topics.committed(topics.output(), 6)) {
        assertThat(Instant.ofEpochMilli(label.timestamp()))
            .isAfter(Instant.now().minus(WEEK))
            .isBefore(Instant.now());
      }
      assertThat(labels(topics, "rebooted").get(0).getSegmentStart())
          .isEqualTo(Instant.ofEpochSecond(5));
      assertThat(count("kinetograph.timestamps.changed")).isEqualTo(3);
      assertNothingFailed(app);
    }
  }

  @Test
  void labelsOfTheFutureHaveTheLatestTimestampThatTheTopicAccepts() throws Exception {
    // The default of message.timestamp.after.max.ms is an hour.
    AppTopics topics = cluster.appTopics(id, 1);
    long inTwoHours = start + Duration.ofHours(2).toMillis() * 1000;
    try (StreamsApp app = start(topics, Map.of("reading.max-clock-skew", "3h"))) {
      topics.publish(Readings.of("ahead", inTwoHours, 15, 25));
      topics.publish(Readings.of("good", start, 15, 25));

      assertEachLabeled(topics, 3, "ahead", "good");
      assertNothingFailed(app);
    }
  }

  @Test
  void aLabelThatIsTooLargeBecomesADeadLetter() throws Exception {
    AppTopics topics = cluster.appTopics(id, 1);
    cluster.setTopicConfig(topics.output(), "max.message.bytes", "3000");
    String longName = "w".repeat(2_000);
    try (StreamsApp app = start(topics, Map.of())) {
      topics.publish(Readings.of(longName, start, 15, 25));
      topics.publish(Readings.of("good", start, 15, 25));

      assertEachLabeled(topics, 3, "good");
      List<ConsumerRecord<byte[], byte[]>> letters = topics.committed(topics.deadLetters(), 3);
      assertThat(letters).hasSize(3);
      assertThat(letters)
          .extracting(
              letter ->
                  TopicSerdes.activityLabel()
                      .deserializer()
                      .deserialize("", letter.value())
                      .getSegmentStart()
                      .toEpochMilli())
          .containsExactly(start / 1000, start / 1000 + 5_000, start / 1000 + 10_000);
      assertThat(header(letters.get(0), DeadLetterHandler.MESSAGE_HEADER))
          .contains("topic '" + topics.output() + "' (setting output.topic) accepts records of");
      assertThat(registry.counter("kinetograph.segments", "result", "refused").count())
          .isEqualTo(3);
      assertNothingFailed(app);
    }
  }

  @Test
  void deadLettersAreAsCompleteAsTheirTopicAllows() throws Exception {
    AppTopics topics = cluster.appTopics(id, 1);
    cluster.setTopicConfig(topics.deadLetters(), "max.message.bytes", "2000");
    try (StreamsApp app = start(topics, Map.of())) {
      topics.publish("anna", new byte[5_000]);
      topics.publish("anna", new byte[500]);
      topics.publish(Readings.of("good", start, 15, 25));

      assertEachLabeled(topics, 3, "good");
      List<ConsumerRecord<byte[], byte[]>> letters = topics.committed(topics.deadLetters(), 2);
      assertThat(letters).hasSize(2);
      assertThat(letters.get(0).value()).isNull();
      assertThat(letters.get(1).value()).hasSize(500);
      assertNothingFailed(app);
    }
  }

  @Test
  void deadLettersThatTheirTopicRefusesWhateverIsLeftOutStopNothing() throws Exception {
    AppTopics topics = cluster.appTopics(id, 1);
    cluster.setTopicConfig(topics.deadLetters(), "max.message.bytes", "100");
    try (StreamsApp app = start(topics, Map.of())) {
      topics.publish("anna", new byte[500]);
      topics.publish(Readings.of("good", start, 15, 25));

      assertEachLabeled(topics, 3, "good");
      assertThat(count("kinetograph.dead.letters.lost")).isEqualTo(1);
      assertNothingFailed(app);
    }
  }

  @Test
  void recordTimestampsThatOnlyTheInputTopicAcceptsDoNoHarm() throws Exception {
    AppTopics topics = cluster.appTopics(id, 1);
    for (String topic : List.of(topics.output(), topics.deadLetters())) {
      cluster.setTopicConfig(topic, "message.timestamp.before.max.ms", "" + WEEK.toMillis());
    }
    // Kafka Streams creates the changelog with these.
    Map<String, String> changelog =
        Map.of("kafka.topic.message.timestamp.before.max.ms", "" + WEEK.toMillis());
    try (StreamsApp app = start(topics, changelog)) {
      topics.publish(Readings.of("good", start, 15, 25), 1_000);
      cluster
          .send(new ProducerRecord<>(topics.input(), null, 1_000L, new byte[] {1}, new byte[9]))
          .get();

      assertEachLabeled(topics, 3, "good");
      assertThat(topics.committed(topics.deadLetters(), 1)).hasSize(1);
      assertNothingFailed(app);
    }
  }

  @Test
  void aLimitThatIsSetWhileTheAppRunsCostsATransactionAndNoLabel() throws Exception {
    // The broker would soon delete the labels with timestamps of 1970.
    AppTopics topics = cluster.appTopics(id, 1, Map.of("retention.ms", "-1"));
    try (StreamsApp app = start(topics, Map.of())) {
      topics.publish(Readings.of("before", SEGMENT, 15, 25));
      assertEachLabeled(topics, 3, "before");

      cluster.setTopicConfig(
          topics.output(), "message.timestamp.before.max.ms", "" + WEEK.toMillis());
      topics.publish(Readings.of("rebooted", SEGMENT, 15, 25));
      topics.publish(Readings.of("good", start, 15, 25));
      assertEachLabeled(topics, 3, "before", "rebooted", "good");
      awaitReady(app);

      cluster.setTopicConfig(topics.output(), "max.message.bytes", "3000");
      String longName = "w".repeat(2_000);
      topics.publish(Readings.of(longName, start, 15, 25));
      topics.publish(Readings.of("better", start, 15, 25));
      assertEachLabeled(topics, 3, "before", "rebooted", "good", "better");
      assertThat(topics.committed(topics.deadLetters(), 3)).hasSize(3);
      awaitReady(app);
    }
    assertThat(topics.labels(12)).hasSize(12);
  }

  @Test
  void aDeadLetterTopicThatIsCompactedWhileTheAppRunsGetsAKeyForEachLetter() throws Exception {
    AppTopics topics = cluster.appTopics(id, 1);
    try (StreamsApp app = start(topics, Map.of())) {
      cluster.setTopicConfig(topics.deadLetters(), "cleanup.policy", "compact");
      topics.send(null, new byte[500]).get();
      topics.publish(Readings.of("good", start, 15, 25));

      assertEachLabeled(topics, 3, "good");
      List<ConsumerRecord<byte[], byte[]>> letters = topics.committed(topics.deadLetters(), 0);
      assertThat(letters).allMatch(letter -> new String(letter.key(), UTF_8).endsWith("-0@0"));
      assertThat(letters.size() + count("kinetograph.dead.letters.lost")).isEqualTo(1);
      // The topic loses letters, which the refusal has made the app notice.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(app.health().state())
                      .contains("(setting dead-letter.topic) is compacted and loses records"));
    }
  }

  private StreamsApp start(AppTopics topics, Map<String, String> more) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    settings.put("threads.failures", "0");
    settings.put("reading.earliest-time", "1970-01-01T00:00:00Z");
    settings.putAll(more);
    StreamsApp app = StreamsApp.start(Settings.of(settings), registry);
    assertThat(app.awaitRunning(PATIENCE)).isTrue();
    return app;
  }

  /** Each of them exactly once, and no one else. */
  private void assertEachLabeled(AppTopics topics, int times, String... wearers) {
    List<ActivityLabel> labels = topics.labels(times * wearers.length);
    assertThat(labels).hasSize(times * wearers.length);
    for (String wearer : wearers) {
      assertThat(labels.stream().filter(label -> label.getWearer().equals(wearer)))
          .as(wearer)
          .extracting(ActivityLabel::getSegmentStart)
          .doesNotHaveDuplicates()
          .hasSize(times);
    }
  }

  private static List<ActivityLabel> labels(AppTopics topics, String wearer) {
    return topics.labels(0).stream().filter(label -> label.getWearer().equals(wearer)).toList();
  }

  private double count(String counter) {
    return registry.counter(counter).count();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private void assertNothingFailed(StreamsApp app) {
    assertThat(count("kinetograph.threads.replaced")).isZero();
    assertThat(app.health().isReady()).as(app.health().state()).isTrue();
  }

  private static void awaitReady(StreamsApp app) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(app.health().isReady()).as(app.health().state()).isTrue());
  }
}
