// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.logs.CapturedLog;
import io.kinetograph.streams.topology.Changelogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A changelog that an operator or another version has changed. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ChangelogCheckIT {

  private static final TopicSettings TOPICS =
      new TopicSettings("changelogs.in", "changelogs.out", "changelogs.dlq");

  private final KafkaCluster cluster;

  ChangelogCheckIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void createTopics(KafkaCluster cluster) throws Exception {
    cluster.appTopics("changelogs", 2);
    cluster.createTopic("state.good", 2, Map.of("cleanup.policy", "compact"));
    cluster.createTopic("state.narrow", 1, Map.of("cleanup.policy", "compact"));
    cluster.createTopic("state.wide", 3, Map.of("cleanup.policy", "compact"));
    cluster.createTopic("state.deleting", 2, Map.of("cleanup.policy", "delete"));
    cluster.createTopic(
        "state.both", 2, Map.of("cleanup.policy", "compact,delete", "retention.ms", "86400000"));
    cluster.createTopic(
        "state.growing", 2, Map.of("cleanup.policy", "delete", "retention.ms", "-1"));
    cluster.createTopic(
        "state.starved", 2, Map.of("cleanup.policy", "compact", "min.insync.replicas", "2"));
    try (Admin admin = cluster.admin()) {
      admin
          .alterConsumerGroupOffsets(
              "changelogs-old",
              Map.of(new TopicPartition(TOPICS.input(), 0), new OffsetAndMetadata(7)))
          .all()
          .get();
    }
  }

  @Test
  void aChangelogThatFitsOrDoesNotExistPassesWithoutAWarning() {
    assertThat(warnings("state.good", "changelogs-new")).isEmpty();
    assertThat(warnings("state.missing", "changelogs-new")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state.narrow | has 1 partitions and topic 'changelogs.in' (setting input.topic) 2; stop"
            + " all",
        "state.wide | has 3 partitions and topic 'changelogs.in' (setting input.topic) 2;"
            + " partitions cannot be removed: give the topics as many, or set another"
            + " kafka.application.id",
        "state.deleting | has cleanup.policy=delete, so the brokers delete it after a while; set"
            + " its",
        "state.both | has cleanup.policy=compact,delete, so the brokers delete it after a while",
        "state.starved | has 1 replicas, fewer than its min.insync.replicas of 2, so nothing can"
            + " be",
      })
  void aChangelogThatDoesNotFitStopsTheStartWithASentence(String changelog, String sentence) {
    assertThatThrownBy(() -> check(changelog, "changelogs-new"))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageStartingWith("topic '" + changelog + "' (the app's state) " + sentence);
  }

  @Test
  void aChangelogThatGrowsCausesAWarning() {
    assertThat(warnings("state.growing", "changelogs-new"))
        .containsExactly(
            "topic 'state.growing' (the app's state) is not compacted, so it grows and each start"
                + " takes longer; set its cleanup.policy to compact");
  }

  @Test
  void stateThatIsGoneAlthoughTheGroupHasReadCausesAWarning() throws Exception {
    String sentence =
        " (the app's state) is missing or empty, although group 'changelogs-old' has read topic"
            + " 'changelogs.in' (setting input.topic) before: the segments that were open then lack"
            + " samples, readings that are sent again may be labeled again, and the episodes of all"
            + " wearers start anew";
    assertThat(warnings("state.gone", "changelogs-old"))
        .containsExactly("topic 'state.gone'" + sentence);
    cluster.createTopic("state.empty", 2, Map.of("cleanup.policy", "compact"));
    assertThat(warnings("state.empty", "changelogs-old"))
        .containsExactly("topic 'state.empty'" + sentence);

    cluster.send(new ProducerRecord<>("state.empty", new byte[1], new byte[1])).get();
    assertThat(warnings("state.empty", "changelogs-old")).isEmpty();
  }

  /** Brokers keep the offsets of a group without members for a week. */
  @Test
  void offsetsThatAreGoneAlthoughThereIsStateCauseAWarning() throws Exception {
    cluster.createTopic("state.kept", 2, Map.of("cleanup.policy", "compact"));
    assertThat(warnings("state.kept", "changelogs-expired")).isEmpty();

    cluster.send(new ProducerRecord<>("state.kept", new byte[1], new byte[1])).get();
    assertThat(warnings("state.kept", "changelogs-expired"))
        .singleElement()
        .asString()
        .startsWith(
            "group 'changelogs-expired' has no offsets in topic 'changelogs.in' (setting"
                + " input.topic), although topic 'state.kept' (the app's state) has records: the"
                + " group's offsets were deleted, or expired while the app was down")
        .endsWith("kafka-consumer-groups.sh --reset-offsets --to-datetime");
  }

  private List<String> warnings(String changelog, String group) {
    try (CapturedLog log = CapturedLog.warnings(ChangelogCheck.class)) {
      check(changelog, group);
      return log.lines().stream().filter(line -> line.contains("'" + changelog + "'")).toList();
    }
  }

  private void check(String changelog, String group) {
    String servers = cluster.bootstrapServers();
    try (Brokers brokers =
        Brokers.connect(
            Map.of("bootstrap.servers", servers),
            Brokers.Names.OF_APP,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            sentence -> {})) {
      new Preflight(brokers, Optional.empty())
          .check(TOPICS, group, new Changelogs(changelog, null), true);
    }
  }
}
