// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.serving.ModelService;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * With the default settings, readiness and a metric report a stalled task and its cause within 30
 * s, until its labels continue. Prints how long each took.
 */
@Isolated
@Tag("soak")
class StallReportIT {

  private static final Duration REPORTED = Duration.ofSeconds(30);
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SEGMENT = 5_000_000L;
  private static KafkaCluster cluster;

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;

  @BeforeAll
  static void startBroker() throws Exception {
    cluster = KafkaCluster.startWithPermissions();
  }

  @AfterAll
  static void stopBroker() {
    cluster.close();
  }

  @Test
  void aBrokerThatRefusesLabels() throws Exception {
    AppTopics topics = cluster.appTopics("refusing", 1);
    try (StreamsApp app = start(topics, Map.of(), ModelService::classifier);
        Admin admin = cluster.admin()) {
      topics.publish(Readings.of("anna", start, 5, 25));
      assertThat(topics.labels(1)).hasSize(1);
      AclBinding denial = rule(topics.output(), AclOperation.WRITE, AclPermissionType.DENY);
      admin
          .createAcls(
              List.of(rule(topics.output(), AclOperation.ALL, AclPermissionType.ALLOW), denial))
          .all()
          .get();

      topics.publish(Readings.of("anna", start + SEGMENT, 10, 25));
      awaitReport(app, "there is no permission to write topic 'refusing.out'");

      admin.deleteAcls(List.of(denial.toFilter())).all().get();
      assertThat(topics.labels(3)).hasSize(3);
      awaitReady(app);
    }
  }

  @Test
  void aRegistryThatDoesNotRespond() throws Exception {
    AppTopics topics = cluster.appTopics("silent", 1);
    try (FakeRegistry schemas = FakeRegistry.start();
        StreamsApp app =
            start(topics, Map.of("registry.url", schemas.url()), ModelService::classifier)) {
      schemas.fallSilent();
      topics.publish("anna", FakeRegistry.UNKNOWN_SCHEMA);
      topics.publish(Readings.of("anna", start, 10, 25));
      awaitReport(app, schemas.url() + " (setting registry.url) cannot be used");

      schemas.answerAgain();
      assertThat(topics.committed(topics.output(), 2)).hasSize(2);
      assertThat(topics.committed(topics.deadLetters(), 1)).hasSize(1);
      awaitReady(app);
    }
  }

  @Test
  void aModelThatHangs() throws Exception {
    AppTopics topics = cluster.appTopics("hanging", 1);
    CountDownLatch released = new CountDownLatch(1);
    try (StreamsApp app = start(topics, Map.of(), model -> new Waiting(released))) {
      topics.publish(Readings.of("anna", start, 10, 25));
      awaitReport(app, "Waiting.classify");

      released.countDown();
      assertThat(topics.labels(2)).hasSize(2);
      awaitReady(app);
    } finally {
      released.countDown();
    }
  }

  /** Waits for the report, and until the task has been stalled for a minute. */
  private void awaitReport(StreamsApp app, String cause) throws Exception {
    long stalledNanos = System.nanoTime();
    await().atMost(REPORTED).until(() -> stalledPartitions() == 1 && !app.health().isReady());
    System.out.printf(
        Locale.ROOT,
        "stall: reported after %.1f s: %s%n",
        (System.nanoTime() - stalledNanos) / 1e9,
        app.health().state());
    assertThat(app.health().state()).contains(cause);
    while (System.nanoTime() - stalledNanos < STALLED.toNanos()) {
      assertThat(stalledPartitions()).isEqualTo(1);
      assertThat(app.health().isReady()).isFalse();
      assertThat(app.health().state()).contains(cause);
      Thread.sleep(200);
    }
    assertThat(app.health().isAlive()).isTrue();
  }

  private static AclBinding rule(String topic, AclOperation operation, AclPermissionType type) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:ANONYMOUS", "*", operation, type));
  }

  private double stalledPartitions() {
    return registry.get("kinetograph.partitions.stalled").gauge().value();
  }

  private StreamsApp start(
      AppTopics topics, Map<String, String> more, Function<ModelService, SegmentClassifier> model)
      throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    settings.putAll(more);
    StreamsApp app = StreamsApp.start(Settings.of(settings), registry, model);
    assertThat(app.awaitRunning(PATIENCE)).isTrue();
    return app;
  }

  private static void awaitReady(StreamsApp app) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(app.health().isReady()).as(app.health().state()).isTrue());
  }
}
