// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions without a leader for longer than the idle timeout, while wearers publish. */
class OutageIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  /** Of three brokers. */
  private static final int LAST = 2;

  @TempDir Path folder;

  @Test
  void anOutageDoesNotMakeWearersIdle() throws Exception {
    KafkaCluster cluster =
        KafkaCluster.start(
            3, Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500"));
    AppTopics topics = cluster.appTopics("outage", 2);
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("kafka.session.timeout.ms", "10000");
    settings.put("kafka.transaction.timeout.ms", "30000");
    settings.put("segment.idle-timeout", "10s");
    try (cluster;
        Traffic traffic = new Traffic(topics, 12, Duration.ofMillis(150));
        Admin admin = cluster.admin();
        TopicReader labels = topics.committedLabels();
        StreamsApp app = StreamsApp.start(Settings.of(settings), new SimpleMeterRegistry())) {
      awaitLabels(labels, 48);

      // Everything else that the app needs stays up, so that it could close segments.
      moveAll(admin, topics, labels);
      cluster.stopBroker(LAST);
      labels.read(OUTAGE);
      cluster.startBroker(LAST);
      awaitLabels(labels, traffic.segments());

      List<ExpectedLabel> expected = traffic.stop();
      labels.readAll(expected.size(), DEADLINE);
      Result result = Result.of(expected, labels.records());
      System.out.printf(
          "outage: seconds=%d idle-timeout=%s records=%d %s%n",
          OUTAGE.toSeconds(),
          settings.get("segment.idle-timeout"),
          traffic.records(),
          result.figures());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
      EpisodeResult.assertExactlyOnce(topics, settings, labels.records());
      assertThat(app.health().isAlive()).isTrue();
    }
  }

  private static void awaitLabels(TopicReader labels, int count) {
    labels.readUntil(count + " labels", DEADLINE, () -> labels.records().size() >= count);
  }

  /** Moves the input to the last broker, and all else to the others. */
  private static void moveAll(Admin admin, AppTopics topics, TopicReader labels) throws Exception {
    var options = new ListTopicsOptions().listInternal(true);
    Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
    for (TopicDescription topic :
        admin
            .describeTopics(admin.listTopics(options).names().get())
            .allTopicNames()
            .get()
            .values()) {
      List<Integer> brokers = topic.name().equals(topics.input()) ? List.of(LAST) : List.of(0, 1);
      topic
          .partitions()
          .forEach(
              partition ->
                  moves.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      Optional.of(new NewPartitionReassignment(brokers))));
    }
    admin.alterPartitionReassignments(moves).all().get();
    labels.readUntil("the end of the move", DEADLINE, () -> isMoved(admin));
  }

  private static boolean isMoved(Admin admin) {
    try {
      return admin.listPartitionReassignments().reassignments().get().isEmpty();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the brokers do not list reassignments", e);
    }
  }
}
