// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.logs.CapturedLog;
import io.kinetograph.streams.topology.Changelogs;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class TopicCheckIT {

  private static final TopicSettings TOPICS =
      new TopicSettings("topic-check.in", "topic-check.out", "topic-check.dlq");
  private final KafkaCluster cluster;

  TopicCheckIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void createTopics(KafkaCluster cluster) throws Exception {
    cluster.appTopics("topic-check", 2);
    cluster.createTopic("compacted", 1, Map.of("cleanup.policy", "compact"));
    cluster.createTopic("narrow", 1, Map.of());
    cluster.createTopic("starved", 1, Map.of("min.insync.replicas", "2"));
    cluster.createTopic("nine-minutes", 2, Map.of("retention.ms", "599999"));
    cluster.createTopic("ten-minutes", 2, Map.of("retention.ms", "600000"));
    cluster.createTopic("forever", 2, Map.of("retention.ms", "-1"));
  }

  @Test
  void existingTopicsThatFitPass() {
    assertThatCode(() -> check(cluster.bootstrapServers(), 30, TOPICS)).doesNotThrowAnyException();
  }

  @Test
  void allMissingTopicsAreNamedWithTheirSettingsInOneSentence() {
    var topics = new TopicSettings("no-in", TOPICS.output(), "no-dlq");
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining(
            "topics are missing: 'no-in' (setting input.topic), 'no-dlq' (setting"
                + " dead-letter.topic)");
  }

  @Test
  void aCompactedOutputIsRejected() {
    var topics = new TopicSettings(TOPICS.input(), "compacted", TOPICS.deadLetters());
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("topic 'compacted' (setting output.topic) is compacted");
  }

  @Test
  void aCompactedInputIsRejected() {
    var topics = new TopicSettings("compacted", TOPICS.output(), TOPICS.deadLetters());
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("topic 'compacted' (setting input.topic) is compacted");
  }

  @Test
  void anInputThatIsKeptForLessThanTenMinutesCausesAWarningOnly() {
    assertThat(warnings("nine-minutes"))
        .containsExactly(
            "topic 'nine-minutes' (setting input.topic) keeps records for 599 s only: after a"
                + " longer stop of the app, the samples of open segments are gone; set its"
                + " retention.ms to 600000 or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ten-minutes", "forever", "topic-check.in"})
  void anInputThatIsKeptLongerCausesNoWarning(String input) {
    assertThat(warnings(input)).isEmpty();
  }

  @Test
  void fewerReplicasThanMustBeInSyncAreRejected() {
    var topics = new TopicSettings(TOPICS.input(), TOPICS.output(), "starved");
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("topic 'starved' (setting dead-letter.topic) has 1 replicas");
  }

  @Test
  void theOutputNeedsTheInputsNumberOfPartitionsAndTheDeadLettersDoNot() {
    var topics = new TopicSettings(TOPICS.input(), "narrow", TOPICS.deadLetters());
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessage(
            "topic 'narrow' (setting output.topic) has 1 partitions and topic"
                + " 'topic-check.in' (setting input.topic) 2; they need the same number, so"
                + " that a wearer's labels lie in the partition of the wearer's readings");
  }

  @Test
  void brokersTooFewForTheTransactionLogAreRejectedForExactlyOnceOnly() throws Exception {
    try (KafkaCluster lonely =
        KafkaCluster.start(1, Map.of("transaction.state.log.replication.factor", "3"))) {
      lonely.appTopics("topic-check", 2);
      assertThatThrownBy(() -> check(lonely.bootstrapServers(), 30, TOPICS, true))
          .isInstanceOf(UnusableClusterException.class)
          .hasMessage(
              "exactly-once needs a transaction log, which the 1 brokers at %s (setting kafka.bootstrap.servers) cannot create while their transaction.state.log.replication.factor is 3"
                  .formatted(lonely.bootstrapServers()));
      assertThatCode(() -> check(lonely.bootstrapServers(), 30, TOPICS, false))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aHostThatCannotBeResolvedIsNamed() {
    assertThatThrownBy(() -> check("no-such-host.invalid:9092", 2, TOPICS))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("host name 'no-such-host.invalid' cannot be resolved");
  }

  @Test
  void aClosedPortIsNamedWithTheReason() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> check("127.0.0.1:" + port, 2, TOPICS))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("127.0.0.1:" + port + ": Connection refused");
  }

  /** The warnings about an input topic that passes. */
  private List<String> warnings(String input) {
    try (CapturedLog log = CapturedLog.warnings(TopicCheck.class)) {
      var topics = new TopicSettings(input, TOPICS.output(), TOPICS.deadLetters());
      check(cluster.bootstrapServers(), 30, topics);
      // Another test may check its topics at the same time.
      return log.lines().stream().filter(line -> line.contains("'" + input + "'")).toList();
    }
  }

  private static void check(String servers, int seconds, TopicSettings topics) {
    check(servers, seconds, topics, true);
  }

  private static void check(
      String servers, int seconds, TopicSettings topics, boolean exactlyOnce) {
    try (Brokers brokers =
        Brokers.connect(
            Map.of("bootstrap.servers", servers),
            Brokers.Names.OF_APP,
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(seconds),
            sentence -> {})) {
      new Preflight(brokers, Optional.empty())
          .check(topics, "topic-check", new Changelogs("topic-check-changelog", null), exactlyOnce);
    }
  }
}
