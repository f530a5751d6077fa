// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic that is deleted, and created again, while it is read. */
@SharedKafka
class ReturningTopicIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK_BACK = Duration.ofMinutes(10);

  private final KafkaCluster cluster;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final PrintStream console = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private record Received(String value, Instant at) {}

  ReturningTopicIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void captureLog() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void releaseLog() {
    System.setErr(console);
  }

  @Test
  void aTopicThatReturnsIsReadFromItsStart() throws Exception {
    String topic = "returns-later";
    create(topic);
    try (TopicSource<String, Received> source = start(topic)) {
      send(topic, "one", "two", "three");
      awaitValues("one", "two", "three");

      delete(topic);
      await()
          .atMost(PATIENCE)
          .until(() -> source.state().detail().equals("topic " + topic + " does not exist"));
      assertThat(source.state().ready()).isFalse();

      create(topic);
      send(topic, "four");
      awaitValues("one", "two", "three", "four");
      assertThat(source.state())
          .isEqualTo(new SourceState(true, true, "reading 3 partitions of topic " + topic, 4, 0));
    }
    assertThat(logAbout(topic))
        .containsExactly(
            "INFO  TopicSource: reading 3 partitions of topic " + topic,
            "WARN  TopicSource: topic " + topic + " does not exist; trying again",
            "INFO  TopicSource: reading 3 partitions of topic " + topic);
  }

  @Test
  void aTopicThatReturnsAtOnceIsReadFromItsStart() throws Exception {
    String topic = "returns-at-once";
    create(topic);
    send(topic, "one", "two", "three", "four");
    try (TopicSource<String, Received> source = start(topic)) {
      awaitValues("one", "two", "three", "four");

      delete(topic);
      create(topic);
      Instant created = Instant.now();
      send(topic, "five", "six");
      awaitValues("one", "two", "three", "four", "five", "six");
      assertThat(received.subList(4, 6)).allMatch(each -> each.at().isAfter(created));
      await().atMost(PATIENCE).until(() -> source.state().caughtUp());
    }
  }

  private TopicSource<String, Received> start(String topic) {
    TopicSource<String, Received> source =
        new TopicSource<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            topic,
            "strings",
            new StringDeserializer(),
            Received::new,
            LOOK_BACK,
            Clock.systemUTC());
    source.start(received::add);
    return source;
  }

  private void create(String topic) throws Exception {
    cluster.createTopic(topic, 3, Map.of());
  }

  private void delete(String topic) throws Exception {
    try (Admin admin = cluster.admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
      await().atMost(PATIENCE).until(() -> !admin.listTopics().names().get().contains(topic));
    }
  }

  /** With the time of a wearable whose clock is minutes behind. */
  private void send(String topic, String... values) throws Exception {
    long time = Instant.now().minusSeconds(300).toEpochMilli();
    try (Producer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, null, time, "key", value)).get();
      }
    }
  }

  private void awaitValues(String... values) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(received).extracting(Received::value).containsExactly(values));
  }

  private List<String> logAbout(String topic) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(topic) || line.contains("no answer"))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .toList();
  }
}
