// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app restores its store from the changelog and reads the open segments' records again. */
@SharedKafka
class RestoreIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final int WEARERS = 1_000;

  @TempDir Path folder;
  private final AppTopics topics;

  RestoreIT(KafkaCluster cluster) throws Exception {
    topics = cluster.appTopics("restored", 4);
  }

  @Test
  void aThousandWearersInTheMiddleOfASegmentContinueFromTheInputTopic() throws Exception {
    long hour = Duration.ofHours(1).toMillis();
    long start = (System.currentTimeMillis() - hour) / KnownSegment.MILLIS * KnownSegment.MILLIS;
    List<KnownSegment> segments =
        IntStream.range(0, WEARERS).mapToObj(i -> new KnownSegment("wearer-" + i, start)).toList();
    Map<String, String> quick = QuickApp.settings(topics, folder);
    quick.put("kafka.transaction.timeout.ms", "60000");
    quick.put("kafka.session.timeout.ms", "10000");
    Settings settings = Settings.of(quick);
    try (Admin admin = topics.cluster().admin();
        TopicReader labels = topics.committedLabels()) {
      SimpleMeterRegistry before = new SimpleMeterRegistry();
      try (StreamsApp app = StreamsApp.start(settings, before)) {
        assertThat(app.awaitRunning(DEADLINE)).isTrue();
        publish(segments, 0, 3);
        awaitAccepted(before, WEARERS * 5 * 3);
      }
      labels.readAll(0, Duration.ZERO);
      assertThat(labels.records()).as("labels of segments that are not over").isEmpty();
      assertThat(folder.resolve("state")).as("nothing is stored locally").doesNotExist();

      Set<TopicPartition> changelogs = changelogs(admin);
      long records = records(admin, changelogs);
      long bytes = bytes(admin, changelogs);
      long began = System.nanoTime();
      SimpleMeterRegistry after = new SimpleMeterRegistry();
      try (StreamsApp app = StreamsApp.start(settings, after)) {
        assertThat(app.awaitRunning(DEADLINE)).isTrue();
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        publish(segments, 3, 5);
        labels.readAll(WEARERS, DEADLINE);
        Result result =
            Result.of(segments.stream().map(KnownSegment::expected).toList(), labels.records());
        System.out.printf(
            "restore: wearers=%d changelog records=%d bytes=%d start and restoration ms=%d"
                + " read again ms=%.0f %s%n",
            WEARERS,
            records,
            bytes,
            millis,
            after.get("kinetograph.replay").timer().max(TimeUnit.MILLISECONDS),
            result.figures());
        assertThat(result.examples()).isEmpty();
        assertThat(result.isExactlyOnce()).isTrue();
        var accepted = after.get("kinetograph.readings").tag("result", "accepted").counter();
        assertThat(after.get("kinetograph.replay.records").counter().count())
            .as("read again")
            .isEqualTo(WEARERS * 5 * 3);
        assertThat(accepted.count()).as("read after the restoration").isEqualTo(WEARERS * 5 * 2);
      }
    }
  }

  private void publish(List<KnownSegment> segments, int from, int to) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int second = from; second < to; second++) {
      for (KnownSegment segment : segments) {
        for (AccelerometerReading reading : segment.second(second)) {
          sent.add(topics.send(reading));
        }
      }
    }
    for (Future<RecordMetadata> acknowledged : sent) {
      acknowledged.get();
    }
  }

  private static void awaitAccepted(SimpleMeterRegistry registry, int expected) {
    await()
        .atMost(DEADLINE)
        .until(
            () -> {
              var accepted =
                  registry.find("kinetograph.readings").tag("result", "accepted").counter();
              return accepted != null && accepted.count() >= expected;
            });
  }

  private Set<TopicPartition> changelogs(Admin admin) throws Exception {
    return admin
        .describeTopics(
            admin.listTopics().names().get().stream()
                .filter(t -> t.startsWith(topics.id()) && t.endsWith("-changelog"))
                .toList())
        .allTopicNames()
        .get()
        .values()
        .stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(p -> new TopicPartition(topic.name(), p.partition())))
        .collect(Collectors.toSet());
  }

  /** The sum of the end offsets; compaction may have left fewer records in the log. */
  private static long records(Admin admin, Set<TopicPartition> partitions) throws Exception {
    var latest = partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    return admin.listOffsets(latest).all().get().values().stream().mapToLong(o -> o.offset()).sum();
  }

  private static long bytes(Admin admin, Set<TopicPartition> partitions) throws Exception {
    return admin.describeLogDirs(List.of(0)).allDescriptions().get().values().stream()
        .flatMap(folders -> folders.values().stream())
        .flatMap(described -> described.replicaInfos().entrySet().stream())
        .filter(replica -> partitions.contains(replica.getKey()))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }
}
