// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.failure.StreamThreads;
import io.kinetograph.streams.logs.CapturedLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A permission that is withdrawn: to write, while the app runs, or to read, before it starts. */
@Execution(ExecutionMode.CONCURRENT)
class WithdrawnPermissionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
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
  void labelsWaitForThePermissionAndTheAppSaysSo() throws Exception {
    AppTopics topics = cluster.appTopics("output-denied", 1);
    try (StreamsApp app = start(topics);
        Admin admin = cluster.admin()) {
      topics.publish(Readings.of("anna", start, 5, 25));
      assertThat(topics.labels(1)).hasSize(1);

      AclBinding denial = deny(admin, topics.output(), AclOperation.WRITE);
      topics.publish(Readings.of("anna", start + SEGMENT, 10, 25));
      await().atMost(PATIENCE).until(() -> refused() >= 1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(app.health().state())
                      .contains(
                          "there is no permission to write topic 'output-denied.out' (setting"
                              + " output.topic)"));
      assertThat(app.health().isReady()).isFalse();
      assertThat(app.health().isAlive()).isTrue();
      await()
          .atMost(PATIENCE)
          .until(() -> registry.get("kinetograph.partitions.stalled").gauge().value() == 1);

      admin.deleteAcls(List.of(denial.toFilter())).all().get();
      assertThat(topics.labels(3)).hasSize(3);
      awaitReady(app);
    }
  }

  @Test
  void labelsContinueWithoutThePermissionToWriteDeadLetters() throws Exception {
    AppTopics topics = cluster.appTopics("letters-denied", 1);
    try (StreamsApp app = start(topics);
        Admin admin = cluster.admin()) {
      AclBinding denial = deny(admin, topics.deadLetters(), AclOperation.WRITE);
      topics.publish("anna", new byte[9]);
      topics.publish(Readings.of("anna", start, 10, 25));

      assertThat(topics.labels(2)).hasSize(2);
      assertThat(app.health().isReady()).isFalse();
      assertThat(app.health().state()).contains("(setting dead-letter.topic)");
      assertThat(registry.counter("kinetograph.dead.letters.lost").count()).isPositive();

      admin.deleteAcls(List.of(denial.toFilter())).all().get();
      awaitReady(app);
      topics.publish("anna", new byte[9]);
      assertThat(topics.committed(topics.deadLetters(), 1)).hasSize(1);
    }
  }

  @Test
  void withoutThePermissionToReadItsChangelogTheAppEndsAndSaysSo() throws Exception {
    AppTopics topics = cluster.appTopics("changelog-denied", 1);
    try (StreamsApp app = start(topics)) {
      topics.publish(Readings.of("anna", start, 5, 25));
      assertThat(topics.labels(1)).hasSize(1);
      assertThat(app.health().isAlive()).isTrue();
    }
    String changelog = topics.id() + "-progress-changelog";
    try (Admin admin = cluster.admin();
        CapturedLog log = CapturedLog.warnings(StreamThreads.class)) {
      deny(admin, changelog, AclOperation.READ);
      try (StreamsApp app = StreamsApp.start(settings(topics), new SimpleMeterRegistry())) {
        assertThatThrownBy(() -> app.awaitEnd(PATIENCE))
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseInstanceOf(TopicAuthorizationException.class);
      }
      assertThat(log.lines())
          .filteredOn(line -> line.contains(changelog))
          .singleElement()
          .asString()
          .endsWith(
              "[%s]; give the app's user the permissions to read and describe this topic"
                  .formatted(changelog));
    }
  }

  /** With a rule for a topic, all that no rule allows is denied. */
  private static AclBinding deny(Admin admin, String topic, AclOperation operation)
      throws Exception {
    AclBinding denial = rule(topic, operation, AclPermissionType.DENY);
    admin
        .createAcls(List.of(rule(topic, AclOperation.ALL, AclPermissionType.ALLOW), denial))
        .all()
        .get();
    return denial;
  }

  private static AclBinding rule(String topic, AclOperation operation, AclPermissionType type) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:ANONYMOUS", "*", operation, type));
  }

  private double refused() {
    return registry.counter("kinetograph.writes.refused", "reason", "permission").count();
  }

  private StreamsApp start(AppTopics topics) throws Exception {
    StreamsApp app = StreamsApp.start(settings(topics), registry);
    assertThat(app.awaitRunning(PATIENCE)).isTrue();
    return app;
  }

  private Settings settings(AppTopics topics) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    settings.put("threads.failures", "0");
    settings.put("progress.timeout", "4s");
    return Settings.of(settings);
  }

  private static void awaitReady(StreamsApp app) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(app.health().isReady()).as(app.health().state()).isTrue());
  }
}
