// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** One of two brokers is down, which alone has some partitions. */
class SilentLeaderIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TOPIC = "half-led";
  private static final String ALL = "reading 4 partitions of topic half-led";

  private final List<String> received = new CopyOnWriteArrayList<>();

  @Test
  void partitionsOfTheOtherBrokerAreRead() throws Exception {
    Map<String, String> alone =
        Map.of("default.replication.factor", "1", "min.insync.replicas", "1");
    try (KafkaCluster cluster = KafkaCluster.start(2, alone)) {
      cluster.createTopic(TOPIC, 4, Map.of());
      List<Integer> ledByFirst = ledByFirst(cluster);
      assertThat(ledByFirst).hasSize(2);
      try (TopicSource<String, String> source = source(cluster)) {
        source.start(received::add);
        awaitDetail(source, ALL);
        cluster.stopBroker(1);
        awaitDetail(source, "reading 2 of 4 partitions of topic half-led; there is no answer from");
        assertThat(source.state().ready()).isTrue();
        assertThat(source.state().caughtUp()).isFalse();
        for (int partition : ledByFirst) {
          send(cluster, partition, "to both");
        }
        await().atMost(PATIENCE).until(() -> received.size() == 2);

        try (TopicSource<String, String> late = source(cluster)) {
          late.start(received::add);
          awaitDetail(late, "reading 2 of 4 partitions of topic half-led; there is no answer from");
          await().atMost(PATIENCE).until(() -> received.size() == 4);

          cluster.startBroker(1);
          awaitDetail(source, ALL);
          awaitDetail(late, ALL);
          for (int partition = 0; partition < 4; partition++) {
            send(cluster, partition, "to both");
          }
          await().atMost(PATIENCE).until(() -> received.size() == 12);
          await().atMost(PATIENCE).until(() -> late.state().caughtUp());
        }
      }
    }
  }

  private static List<Integer> ledByFirst(KafkaCluster cluster) throws Exception {
    try (Admin admin = cluster.admin()) {
      return requireNonNull(admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC))
          .partitions()
          .stream()
          .filter(partition -> partition.leader().id() == 0)
          .map(TopicPartitionInfo::partition)
          .toList();
    }
  }

  private static void send(KafkaCluster cluster, int partition, String value) throws Exception {
    cluster
        .send(new ProducerRecord<>(TOPIC, partition, null, value.getBytes(StandardCharsets.UTF_8)))
        .get();
  }

  private static void awaitDetail(TopicSource<?, ?> source, String start) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(source.state().detail()).startsWith(start));
  }

  private static TopicSource<String, String> source(KafkaCluster cluster) {
    return new TopicSource<>(
        Map.of("bootstrap.servers", cluster.bootstrapServers()),
        TOPIC,
        "strings",
        new StringDeserializer(),
        (value, receivedAt) -> value,
        Duration.ofMinutes(10),
        Clock.systemUTC());
  }
}
