// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Readiness tells of a partition without progress, and of no other. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ProgressIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SEGMENT = 5_000_000L;

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
  private final KafkaCluster cluster;

  ProgressIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aThreadThatHangsIsReportedUntilItContinues() throws Exception {
    AppTopics topics = cluster.appTopics("hanging", 2);
    CountDownLatch released = new CountDownLatch(1);
    try (StreamsApp app = start(topics, Map.of(), released)) {
      assertThat(app.health().isReady()).isTrue();
      topics.publish(Readings.of("anna", start, 10, 25));

      await().atMost(PATIENCE).until(() -> !app.health().isReady());
      assertThat(app.health().state())
          .contains("hanging.in-")
          .contains(" has made no progress for ")
          .contains("StreamThread-1 has been in ")
          .contains("Waiting.classify");
      assertThat(app.health().isAlive()).isTrue();
      assertThat(stalledPartitions()).isPositive();

      released.countDown();
      assertThat(topics.labels(2)).hasSize(2);
      await().atMost(PATIENCE).until(() -> app.health().isReady());
    } finally {
      released.countDown();
    }
  }

  /** The hanging thread keeps the model; nothing else goes on. */
  @Test
  void anAppThatIsClosedWhileAThreadHangsWatchesTheClusterNoMore() throws Exception {
    AppTopics topics = cluster.appTopics("abandoned", 1);
    CountDownLatch released = new CountDownLatch(1);
    StreamsApp app = start(topics, Map.of(), released);
    try {
      topics.publish(Readings.of("anna", start, 10, 25));
      await().atMost(PATIENCE).until(() -> app.health().state().contains("Waiting.classify"));

      app.close();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(Thread.getAllStackTraces().keySet())
                      .extracting(Thread::getName)
                      .noneMatch(
                          name ->
                              name.equals("cluster-watch") || name.contains("abandoned-admin")));
    } finally {
      app.close();
      released.countDown();
    }
  }

  /** The other app leads the group and assigns only its own topics; Kafka Streams is RUNNING. */
  @Test
  void anotherAppWithTheSameApplicationIdIsReported() throws Exception {
    AppTopics topics = cluster.appTopics("shared-id", 1);
    AppTopics others = cluster.appTopics("others", 1);
    StreamsBuilder other = new StreamsBuilder();
    other.stream(others.input()).foreach((key, value) -> {});
    Properties properties = new Properties();
    properties.put("application.id", "shared-id");
    properties.put("bootstrap.servers", cluster.bootstrapServers());
    properties.put("state.dir", folder.resolve("other").toString());
    properties.put("default.key.serde", Serdes.ByteArraySerde.class);
    properties.put("default.value.serde", Serdes.ByteArraySerde.class);
    try (KafkaStreams streams = new KafkaStreams(other.build(), properties)) {
      streams.start();
      await().atMost(PATIENCE).until(() -> streams.state() == KafkaStreams.State.RUNNING);
      try (StreamsApp app =
          StreamsApp.start(
              settings(topics, Map.of()), registry, model -> new Waiting(new CountDownLatch(0)))) {
        await()
            .atMost(PATIENCE.multipliedBy(2))
            .untilAsserted(
                () ->
                    assertThat(app.health().state())
                        .contains("consumer group 'shared-id' ")
                        .contains("another application is in it"));
        assertThat(app.health().isReady()).isFalse();
      }
    }
  }

  /** Kafka's lag is 0 then, and its clients log nothing. */
  @Test
  void aTransactionThatAProducerLeftOpenIsReportedUntilItEnds() throws Exception {
    AppTopics topics = cluster.appTopics("left-open", 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", cluster.bootstrapServers(), "transactional.id", "left-open"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.input(), 0, null, new byte[9])).get();
      topics.publish(Readings.of("anna", start, 10, 25));
      try (StreamsApp app =
          StreamsApp.start(
              settings(topics, Map.of()), registry, model -> new Waiting(new CountDownLatch(0)))) {
        assertThat(app.awaitRunning(PATIENCE)).isTrue();
        await().atMost(PATIENCE).until(() -> !app.health().isReady());
        assertThat(app.health().state())
            .contains("a transaction of a producer is open since offset 0");

        producer.abortTransaction();
        assertThat(topics.labels(2)).hasSize(2);
        await().atMost(PATIENCE).until(() -> app.health().isReady());
      }
    }
  }

  /** Its clients log nothing, and transactions time out again and again. */
  @Test
  void aQuotaThatStopsTheAppIsReported() throws Exception {
    AppTopics topics = cluster.appTopics("throttled", 1);
    for (int i = 0; i < 10; i++) {
      topics.publish(Readings.of("anna" + i, start, 30, 25));
    }
    try (Admin admin = cluster.admin()) {
      var client = Map.of(ClientQuotaEntity.CLIENT_ID, "throttled-StreamThread-1-producer");
      var limit = new ClientQuotaAlteration.Op("producer_byte_rate", 100.0);
      admin
          .alterClientQuotas(
              List.of(new ClientQuotaAlteration(new ClientQuotaEntity(client), List.of(limit))))
          .all()
          .get();
    }
    try (StreamsApp app =
        start(topics, Map.of("kafka.client.id", "throttled"), new CountDownLatch(0))) {
      await()
          .atMost(PATIENCE.multipliedBy(2))
          .untilAsserted(
              () ->
                  assertThat(app.health().state())
                      .contains("throttled.in-0 has made no progress for ")
                      .contains("because the app exceeds a quota"));
    }
  }

  @Test
  void aRegistryThatDoesNotRespondIsReportedUntilItDoes() throws Exception {
    AppTopics topics = cluster.appTopics("silent-registry", 1);
    try (FakeRegistry schemas = FakeRegistry.start();
        StreamsApp app =
            start(topics, Map.of("registry.url", schemas.url()), new CountDownLatch(0))) {
      schemas.fallSilent();
      topics.publish("anna", FakeRegistry.UNKNOWN_SCHEMA);
      await()
          .atMost(PATIENCE.multipliedBy(2))
          .untilAsserted(
              () ->
                  assertThat(app.health().state())
                      .contains("silent-registry.in-0 has made no progress for ")
                      .contains("(setting registry.url) cannot be used"));
      assertThat(stalledPartitions()).isEqualTo(1);
      assertThat(app.health().isReady()).isFalse();

      schemas.answerAgain();
      assertThat(topics.committed(topics.deadLetters(), 1)).hasSize(1);
      await().atMost(PATIENCE.multipliedBy(4)).until(() -> app.health().isReady());
    }
  }

  private double stalledPartitions() {
    return registry.get("kinetograph.partitions.stalled").gauge().value();
  }

  private StreamsApp start(AppTopics topics, Map<String, String> more, CountDownLatch released)
      throws Exception {
    StreamsApp app =
        StreamsApp.start(settings(topics, more), registry, model -> new Waiting(released));
    assertThat(app.awaitRunning(PATIENCE)).isTrue();
    return app;
  }

  @Test
  void partitionsWithoutWaitingRecordsAreReady() throws Exception {
    // One partition ends with a transaction marker, and one has only deleted records.
    AppTopics topics = cluster.appTopics("at-the-end", 2);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", cluster.bootstrapServers(), "transactional.id", "at-the-end"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.input(), 0, null, new byte[9])).get();
      producer.send(new ProducerRecord<>(topics.input(), 1, null, new byte[9])).get();
      producer.commitTransaction();
    }
    try (Admin admin = cluster.admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topics.input(), 1), RecordsToDelete.beforeOffset(-1)))
          .all()
          .get();
    }
    try (StreamsApp app = start(topics, Map.of(), new CountDownLatch(0))) {
      await()
          .during(Duration.ofSeconds(8))
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(app.health().isReady()).as(app.health().state()).isTrue());
    }
  }

  private Settings settings(AppTopics topics, Map<String, String> more) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    settings.put("progress.timeout", "4s");
    settings.putAll(more);
    return Settings.of(settings);
  }
}
