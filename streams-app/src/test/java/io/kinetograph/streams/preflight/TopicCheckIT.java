package io.kinetograph.streams.preflight;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.streams.app.Cluster;
import io.kinetograph.streams.config.TopicSettings;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicCheckIT {

  private static final TopicSettings TOPICS =
      new TopicSettings("wearable.accelerometer", "wearer.activity", "wearable.accelerometer.dlq");
  private static Cluster cluster;

  @BeforeAll
  static void startBroker() throws Exception {
    cluster = Cluster.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("compacted", 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact")),
                  new NewTopic("narrow", 1, (short) 1),
                  new NewTopic("starved", 1, (short) 1)
                      .configs(Map.of("min.insync.replicas", "2"))))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopBroker() throws Exception {
    cluster.stop();
  }

  @Test
  void topicsThatAreThereAndFitPass() {
    assertThatCode(() -> check(cluster.bootstrapServers(), 30, TOPICS)).doesNotThrowAnyException();
  }

  @Test
  void allMissingTopicsAreNamedWithTheirSettingsInOneSentence() {
    var topics = new TopicSettings("no-in", "wearer.activity", "no-dlq");
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining(
            "there is no topic 'no-in' (setting input.topic), 'no-dlq' (setting dead-letter.topic)");
  }

  @Test
  void aCompactedOutputIsRefused() {
    var topics =
        new TopicSettings("wearable.accelerometer", "compacted", "wearable.accelerometer.dlq");
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("topic 'compacted' (setting output.topic) is compacted");
  }

  @Test
  void fewerReplicasThanMustBeInSyncAreRefused() {
    var topics = new TopicSettings("wearable.accelerometer", "wearer.activity", "starved");
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("topic 'starved' (setting dead-letter.topic) has 1 replicas");
  }

  @Test
  void anotherNumberOfPartitionsOfTheOutputIsRefusedAndOfTheDeadLettersIsNot() {
    var topics =
        new TopicSettings("wearable.accelerometer", "narrow", "wearable.accelerometer.dlq");
    assertThatThrownBy(() -> check(cluster.bootstrapServers(), 30, topics))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessage(
            "topic 'narrow' (setting output.topic) has 1 partitions and topic"
                + " 'wearable.accelerometer' (setting input.topic) 2; they need the same number, so"
                + " that a wearer's labels lie in the partition of the wearer's readings");
  }

  @Test
  void brokersTooFewForTheTransactionLogAreRefusedForExactlyOnceOnly() throws Exception {
    Cluster lonely = Cluster.start(Map.of("transaction.state.log.replication.factor", "3"));
    try {
      var check = checkOf(lonely.bootstrapServers(), 30);
      assertThatThrownBy(() -> check.check(TOPICS, true))
          .isInstanceOf(UnusableClusterException.class)
          .hasMessage(
              "exactly-once needs a transaction log, which the 1 brokers at %s (setting kafka.bootstrap.servers) cannot make while their transaction.state.log.replication.factor is 3"
                  .formatted(lonely.bootstrapServers()));
      assertThatCode(() -> check.check(TOPICS, false)).doesNotThrowAnyException();
    } finally {
      lonely.stop();
    }
  }

  @Test
  void aHostThatCannotBeResolvedIsNamed() {
    assertThatThrownBy(() -> check("no-such-host.invalid:9092", 2, TOPICS))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("host name 'no-such-host.invalid' cannot be resolved");
  }

  @Test
  void aPortThatRefusesIsNamedWithTheReason() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> check("127.0.0.1:" + port, 2, TOPICS))
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("127.0.0.1:" + port + ": Connection refused");
  }

  private static void check(String servers, int seconds, TopicSettings topics) {
    checkOf(servers, seconds).check(topics, true);
  }

  private static TopicCheck checkOf(String servers, int seconds) {
    return new TopicCheck(
        Map.of("bootstrap.servers", servers), servers, Duration.ofSeconds(seconds));
  }
}
