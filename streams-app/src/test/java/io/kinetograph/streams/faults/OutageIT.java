package io.kinetograph.streams.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.app.Cluster;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that nobody leads for longer than a wearer may be silent, while wearers go on. */
class OutageIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  /** Of three brokers. */
  private static final int LAST = 2;

  private static final String INPUT = "wearable.accelerometer";

  @TempDir Path folder;

  @Test
  void anOutageIsNoSilence() throws Exception {
    Cluster cluster =
        Cluster.start(
            3,
            2,
            Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500"));
    Map<String, String> settings = QuickSettings.of(cluster, folder);
    settings.put("kafka.session.timeout.ms", "10000");
    settings.put("kafka.transaction.timeout.ms", "30000");
    settings.put("segment.idle-timeout", "10s");
    try (Traffic traffic = new Traffic(cluster, 12, Duration.ofMillis(150));
        Admin admin = cluster.admin();
        TopicReader labels = TopicReader.committed(cluster.bootstrapServers(), "wearer.activity");
        StreamsApp app = StreamsApp.start(Settings.of(settings), new SimpleMeterRegistry())) {
      await(labels, 48);

      // Whatever else the app needs stays: it must not be kept from closing by what it waits for.
      moveAll(admin, labels);
      cluster.stopBroker(LAST);
      long began = System.nanoTime();
      while (Duration.ofNanos(System.nanoTime() - began).compareTo(OUTAGE) < 0) {
        labels.read(Duration.ofMillis(100));
      }
      cluster.startBroker(LAST);
      await(labels, traffic.segments());

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
      assertThat(app.isAlive()).isTrue();
    } finally {
      cluster.stop();
    }
  }

  private static void await(TopicReader labels, int count) throws Exception {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (labels.records().size() < count) {
      assertThat(System.nanoTime()).as("labels go on").isLessThan(deadline);
      labels.read(Duration.ofMillis(100));
    }
  }

  /** Moves the input to the last broker, and all else to the others. */
  private static void moveAll(Admin admin, TopicReader labels) throws Exception {
    var options = new ListTopicsOptions().listInternal(true);
    Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
    for (TopicDescription topic :
        admin
            .describeTopics(admin.listTopics(options).names().get())
            .allTopicNames()
            .get()
            .values()) {
      List<Integer> brokers = topic.name().equals(INPUT) ? List.of(LAST) : List.of(0, 1);
      topic
          .partitions()
          .forEach(
              partition ->
                  moves.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      Optional.of(new NewPartitionReassignment(brokers))));
    }
    admin.alterPartitionReassignments(moves).all().get();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!admin.listPartitionReassignments().reassignments().get().isEmpty()) {
      assertThat(System.nanoTime()).as("all is moved").isLessThan(deadline);
      labels.read(Duration.ofMillis(100));
    }
  }
}
