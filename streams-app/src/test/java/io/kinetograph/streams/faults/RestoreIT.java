package io.kinetograph.streams.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.Cluster;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app that has lost its folder builds it from the changelogs. */
class RestoreIT {

  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final int WEARERS = 1_000;

  @TempDir Path folder;

  @Test
  void aThousandWearersInTheMiddleOfASegmentAreGoneOnWithFromTheChangelog() throws Exception {
    Cluster cluster = Cluster.start(1, 4, Map.of("group.min.session.timeout.ms", "500"));
    long hour = Duration.ofHours(1).toMillis();
    long start = (System.currentTimeMillis() - hour) / KnownSegment.MILLIS * KnownSegment.MILLIS;
    List<KnownSegment> segments =
        IntStream.range(0, WEARERS).mapToObj(i -> new KnownSegment("wearer-" + i, start)).toList();
    Map<String, String> quick = QuickSettings.of(cluster, folder);
    quick.put("kafka.transaction.timeout.ms", "60000");
    quick.put("kafka.session.timeout.ms", "10000");
    Settings settings = Settings.of(quick);
    try (Admin admin = cluster.admin();
        TopicReader labels = TopicReader.committed(cluster.bootstrapServers(), "wearer.activity")) {
      SimpleMeterRegistry before = new SimpleMeterRegistry();
      try (StreamsApp app = StreamsApp.start(settings, before)) {
        assertThat(app.awaitRunning(DEADLINE)).isTrue();
        publish(cluster, segments, 0, 3);
        awaitAccepted(before, WEARERS * 5 * 3);
      }
      labels.readAll(0, Duration.ZERO);
      assertThat(labels.records()).as("labels of segments that are not over").isEmpty();
      delete(folder.resolve("state"));

      Set<TopicPartition> changelogs = changelogs(admin);
      long records = records(admin, changelogs);
      long bytes = bytes(admin, changelogs);
      long began = System.nanoTime();
      SimpleMeterRegistry after = new SimpleMeterRegistry();
      try (StreamsApp app = StreamsApp.start(settings, after)) {
        assertThat(app.awaitRunning(DEADLINE)).isTrue();
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        publish(cluster, segments, 3, 5);
        labels.readAll(WEARERS, DEADLINE);
        Result result =
            Result.of(segments.stream().map(KnownSegment::expected).toList(), labels.records());
        System.out.printf(
            "restore: wearers=%d changelog records=%d bytes=%d start and restoration ms=%d %s%n",
            WEARERS, records, bytes, millis, result.figures());
        assertThat(result.examples()).isEmpty();
        assertThat(result.isExactlyOnce()).isTrue();
        var accepted = after.get("kinetograph.readings").tag("result", "accepted").counter();
        assertThat(accepted.count()).as("read after the restoration").isEqualTo(WEARERS * 5 * 2);
      }
    } finally {
      cluster.stop();
    }
  }

  private static void publish(Cluster cluster, List<KnownSegment> segments, int from, int to)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int second = from; second < to; second++) {
      for (KnownSegment segment : segments) {
        for (AccelerometerReading reading : segment.second(second)) {
          sent.add(
              cluster.send(
                  reading.getWearer().getBytes(UTF_8),
                  TopicSerdes.accelerometerReading()
                      .serializer()
                      .serialize("wearable.accelerometer", reading)));
        }
      }
    }
    for (Future<RecordMetadata> acknowledged : sent) {
      acknowledged.get();
    }
  }

  private static void awaitAccepted(SimpleMeterRegistry registry, int expected) throws Exception {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      var accepted = registry.find("kinetograph.readings").tag("result", "accepted").counter();
      if (accepted != null && accepted.count() >= expected) {
        return;
      }
      assertThat(System.nanoTime()).as("all are read").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static void delete(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Set<TopicPartition> changelogs(Admin admin) throws Exception {
    return admin
        .describeTopics(
            admin.listTopics().names().get().stream()
                .filter(t -> t.endsWith("-changelog"))
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

  /** Those that are in the log, of which compaction may have left less than the offsets tell. */
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
