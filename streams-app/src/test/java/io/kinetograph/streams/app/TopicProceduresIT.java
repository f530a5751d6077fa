// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The procedures of docs/operations.md for topics that change. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class TopicProceduresIT {

  private static final long SEGMENT = 5_000_000L;
  private static final List<String> WEARERS =
      IntStream.range(0, 8).mapToObj(i -> "wearer-" + i).toList();

  @TempDir Path folder;
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
  private final KafkaCluster cluster;

  TopicProceduresIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** "Add partitions". */
  @Test
  void afterPartitionsWereAddedEverySegmentIsLabeledOnceInThePartitionOfItsReadings()
      throws Exception {
    AppTopics topics = cluster.appTopics("widened", 2);
    // 1. The wearers' programs stop, and the app labels all that it has.
    publish(topics, start);
    try (StreamsApp app = start(topics)) {
      assertThat(app.awaitRunning(Duration.ofMinutes(1))).isTrue();
      assertThat(topics.labels(2 * WEARERS.size())).hasSize(2 * WEARERS.size());
    }
    // 2. All processes are stopped. 3. All topics get more partitions.
    widen(topics.input());
    assertThatThrownBy(() -> start(topics).close())
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("they need the same number");
    widen(topics.output());
    assertThatThrownBy(() -> start(topics).close())
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageStartingWith(
            "topic 'widened.episodes' (setting episodes.topic) has 2 partitions and topic"
                + " 'widened.in' (setting input.topic) 4; they need the same number, so that a"
                + " wearer's episodes lie in the partition of the wearer's readings");
    widen(topics.episodes());
    assertThatThrownBy(() -> start(topics).close())
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageStartingWith(
            "topic 'widened-progress-changelog' (the app's state) has 2 partitions and topic"
                + " 'widened.in' (setting input.topic) 4; stop all processes of the app, give");
    widen(topics.id() + "-progress-changelog");
    assertThatThrownBy(() -> start(topics).close())
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageStartingWith("topic 'widened-episodes-changelog' (the app's state) has 2");
    widen(topics.id() + "-episodes-changelog");

    // 4. The app starts. 5. The wearers' programs start.
    try (StreamsApp app = start(topics)) {
      assertThat(app.awaitRunning(Duration.ofMinutes(1))).isTrue();
      publish(topics, start + 2 * SEGMENT);
      assertThat(topics.labels(4 * WEARERS.size())).hasSize(4 * WEARERS.size());
      assertThat(app.health().isReady()).as(app.health().state()).isTrue();
    }

    Map<String, Set<Integer>> readings = partitions(topics, topics.input());
    assertThat(partitions(topics, topics.output())).isEqualTo(readings);
    assertThat(readings.values()).as("wearers have moved").anyMatch(both -> both.size() == 2);
    assertEachLabeledOnce(topics);
  }

  /** "A topic was created again". */
  @Test
  void afterTheInputWasCreatedAgainAllOfItIsReadOnce() throws Exception {
    AppTopics topics = cluster.appTopics("renewed", 2);
    publish(topics, start);
    try (StreamsApp app = start(topics);
        Admin admin = cluster.admin()) {
      assertThat(topics.labels(2 * WEARERS.size())).hasSize(2 * WEARERS.size());
      admin.deleteTopics(List.of(topics.input())).all().get();
      cluster.createTopic(topics.input(), 2, Map.of());
      publish(topics, start + 2 * SEGMENT);
      assertThatThrownBy(() -> app.awaitEnd(Duration.ofMinutes(2)))
          .hasMessageContaining("topic 'renewed.in' (setting input.topic) was deleted and created");
    }
    try (Admin admin = cluster.admin()) {
      admin
          .alterConsumerGroupOffsets(
              topics.id(),
              Map.of(
                  new TopicPartition(topics.input(), 0), new OffsetAndMetadata(0),
                  new TopicPartition(topics.input(), 1), new OffsetAndMetadata(0)))
          .all()
          .get();
    }
    try (StreamsApp app = start(topics)) {
      assertThat(topics.labels(4 * WEARERS.size())).hasSize(4 * WEARERS.size());
      assertThat(app.health().isReady()).as(app.health().state()).isTrue();
    }
    assertEachLabeledOnce(topics);
  }

  private static void assertEachLabeledOnce(AppTopics topics) {
    List<ActivityLabel> labels = topics.labels(0);
    for (String wearer : WEARERS) {
      assertThat(labels.stream().filter(label -> label.getWearer().equals(wearer)))
          .as(wearer)
          .extracting(ActivityLabel::getSegmentStart)
          .doesNotHaveDuplicates()
          .hasSize(4);
    }
  }

  /** By wearer, the partitions of the wearer's records. */
  private static Map<String, Set<Integer>> partitions(AppTopics topics, String topic) {
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.committed(topic, 1)) {
      partitions
          .computeIfAbsent(new String(record.key(), UTF_8), wearer -> new TreeSet<>())
          .add(record.partition());
    }
    return partitions;
  }

  private void widen(String topic) throws Exception {
    try (Admin admin = cluster.admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
    }
  }

  /** Two segments of each wearer, by a producer that has just started: it knows all partitions. */
  private void publish(AppTopics topics, long startMicros) throws Exception {
    var serializer = TopicSerdes.accelerometerReading().serializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String wearer : WEARERS) {
        for (AccelerometerReading reading : Readings.of(wearer, startMicros, 10, 25)) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topics.input(),
                      wearer.getBytes(UTF_8),
                      serializer.serialize(topics.input(), reading)));
        }
      }
    }
  }

  private StreamsApp start(AppTopics topics) throws Exception {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "1");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    return StreamsApp.start(Settings.of(settings), new SimpleMeterRegistry());
  }
}
