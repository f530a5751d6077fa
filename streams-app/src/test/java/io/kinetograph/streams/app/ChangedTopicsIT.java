// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Topics that an operator changes while apps run. Each app has topics of its own and ends with a
 * sentence; they run at the same time because each change is noticed only after seconds.
 */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ChangedTopicsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final KafkaCluster cluster;
  private final long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;

  ChangedTopicsIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** What an operator does to the topics of an app, and what the app says. */
  private record Case(String id, Change change, String sentence) {}

  private interface Change {
    void make(Admin admin, AppTopics topics) throws Exception;
  }

  private final List<Case> cases =
      List.of(
          new Case(
              "output-deleted",
              (admin, topics) -> delete(admin, topics.output()),
              "topic 'output-deleted.out' (setting output.topic) was deleted while the app ran"),
          new Case(
              "letters-deleted",
              (admin, topics) -> delete(admin, topics.deadLetters()),
              "topic 'letters-deleted.dlq' (setting dead-letter.topic) was deleted while the app"
                  + " ran"),
          new Case(
              "changelog-deleted",
              (admin, topics) -> delete(admin, changelog(topics)),
              "topic 'changelog-deleted-progress-changelog' (the app's state) was deleted while"),
          new Case(
              "input-recreated",
              (admin, topics) -> recreate(admin, topics.input()),
              "topic 'input-recreated.in' (setting input.topic) was deleted and created again while"
                  + " the app ran; set the offsets of the app's group to the earliest"),
          new Case(
              "output-recreated",
              (admin, topics) -> recreate(admin, topics.output()),
              "topic 'output-recreated.out' (setting output.topic) was deleted and created again"
                  + " while the app ran; start the app again"),
          new Case(
              "input-wider",
              (admin, topics) -> widen(admin, topics.input()),
              "topic 'input-wider.in' (setting input.topic) has 2 partitions and had 1 when the app"
                  + " started; stop all processes of the app, give the input topic, the output"
                  + " topic, the topic of episodes and the app's changelogs the same number of"
                  + " partitions, and start the app"),
          // Here Kafka Streams notices first: the group's leader cannot assign tasks.
          new Case(
              "input-wider-for-the-leader",
              (admin, topics) -> widen(admin, topics.input()),
              "has invalid partitions: expected: 2; actual: 1"),
          new Case(
              "output-wider",
              (admin, topics) -> widen(admin, topics.output()),
              "topic 'output-wider.out' (setting output.topic) has 2 partitions and had 1 when"));

  @Test
  void eachAppEndsWithinSecondsAndSaysWhatToDo() throws Exception {
    List<AppTopics> topics = new ArrayList<>();
    List<StreamsApp> apps = new ArrayList<>();
    try (Admin admin = cluster.admin()) {
      for (Case one : cases) {
        topics.add(cluster.appTopics(one.id(), 1));
        apps.add(StreamsApp.start(settings(topics.get(topics.size() - 1)), registry()));
      }
      for (AppTopics one : topics) {
        one.publish(Readings.of("anna", start, 5, 25));
      }
      for (AppTopics one : topics) {
        assertThat(one.labels(1)).as(one.id()).hasSize(1);
      }
      long changedNanos = System.nanoTime();
      for (int i = 0; i < cases.size(); i++) {
        cases.get(i).change().make(admin, topics.get(i));
      }
      for (int i = 0; i < cases.size(); i++) {
        StreamsApp app = apps.get(i);
        String sentence = cases.get(i).sentence();
        Throwable end = catchThrowable(() -> app.awaitEnd(PATIENCE));
        assertThat(end).as(cases.get(i).id()).isNotNull();
        assertThat(ExceptionUtils.getThrowableList(end))
            .as(cases.get(i).id())
            .anyMatch(cause -> cause.toString().contains(sentence));
      }
      System.out.printf(
          Locale.ROOT,
          "changed topics: %d apps ended within %d s%n",
          apps.size(),
          Duration.ofNanos(System.nanoTime() - changedNanos).toSeconds());
    } finally {
      apps.forEach(StreamsApp::close);
    }
  }

  @Test
  void aTopicThatIsCompactedIsReportedUntilItIsNot() throws Exception {
    AppTopics topics = cluster.appTopics("compacted-later", 1);
    try (Admin admin = cluster.admin();
        StreamsApp app = StreamsApp.start(settings(topics), registry())) {
      await().atMost(PATIENCE).until(app.health()::isReady);

      setPolicy(admin, topics.input(), "compact");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(app.health().state())
                      .endsWith(
                          "; topic 'compacted-later.in' (setting input.topic) is compacted and loses"
                              + " records; set its cleanup.policy to delete"));
      assertThat(app.health().isReady()).isFalse();

      setPolicy(admin, topics.input(), "delete");
      await().atMost(PATIENCE).until(app.health()::isReady);
    }
  }

  private static void setPolicy(Admin admin, String topic, String policy) throws Exception {
    var change =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, policy), AlterConfigOp.OpType.SET);
    admin
        .incrementalAlterConfigs(
            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
        .all()
        .get();
  }

  @Test
  void stateThatAnotherProgramHasWrittenEndsTheApp() throws Exception {
    AppTopics topics = cluster.appTopics("foreign-state", 1);
    String changelog = changelog(topics);
    cluster.createTopic(changelog, 1, Map.of("cleanup.policy", "compact"));
    cluster.send(new ProducerRecord<>(changelog, "anna".getBytes(UTF_8), new byte[7])).get();
    try (StreamsApp app = StreamsApp.start(settings(topics), registry())) {
      assertThat(catchThrowable(() -> app.awaitEnd(PATIENCE)))
          .rootCause()
          .hasMessageStartingWith(
              "partition 0 of topic 'foreign-state-progress-changelog' (the app's state) has a"
                  + " record that this version cannot read, with key 'anna' and a value of 7"
                  + " bytes");
    }
  }

  private static String changelog(AppTopics topics) {
    return topics.id() + "-progress-changelog";
  }

  private static void delete(Admin admin, String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
  }

  private void recreate(Admin admin, String topic) throws Exception {
    delete(admin, topic);
    cluster.createTopic(topic, 1, Map.of());
  }

  private static void widen(Admin admin, String topic) throws Exception {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
  }

  private Settings settings(AppTopics topics) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    if (topics.id().endsWith("leader")) {
      settings.put("kafka.metadata.max.age.ms", "1000");
    }
    return Settings.of(settings);
  }

  private static SimpleMeterRegistry registry() {
    return new SimpleMeterRegistry();
  }
}
