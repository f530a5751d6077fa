// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;

/** The app's image on a broker in a container: it labels each segment once, whatever happens. */
@Tag("docker")
@Timeout(1200)
class AppImageIT {

  private static final String INPUT = "wearable.accelerometer";
  private static final String OUTPUT = "wearer.activity";
  private static final String BROKER = "kafka:19092";
  private static final int PARTITIONS = 4;
  private static final int WEARERS = 20;
  private static final int SEGMENTS = 6;
  private static final long SEGMENT_MICROS = 5_000_000;
  private static final Duration LABEL_TIMEOUT = Duration.ofMinutes(4);

  /** The app exits within 25 s; the rest is for a slow machine. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  /** The libraries of three of them are native, and must not be unpacked. */
  private static final List<String> COMPRESSIONS = List.of("zstd", "snappy", "lz4", "gzip", "none");

  /**
   * A killed process frees its partitions soon, and no pause of a slow machine closes a segment.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "KINETOGRAPH_KAFKA_SESSION_TIMEOUT_MS", "10000",
          "KINETOGRAPH_SEGMENT_IDLE_TIMEOUT", "5m");

  private static final Network NETWORK = Network.newNetwork();

  @SuppressWarnings("resource") // closed after all tests
  private static final KafkaContainer KAFKA =
      new KafkaContainer("apache/kafka:" + System.getProperty("kafka.version"))
          .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
          .withNetwork(NETWORK)
          .withListener(BROKER);

  private final Instant start = firstSegment();
  private final Set<String> published = new HashSet<>();
  private final AppImage image = new AppImage();

  @BeforeAll
  static void startBroker() throws Exception {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "no Docker engine answers, so the image is not tested");
    KAFKA.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.getBootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(INPUT, PARTITIONS, (short) 1),
                  new NewTopic(OUTPUT, PARTITIONS, (short) 1),
                  new NewTopic("wearer.episodes", PARTITIONS, (short) 1),
                  new NewTopic(INPUT + ".dlq", 1, (short) 1)))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopBroker() {
    KAFKA.stop();
    NETWORK.close();
  }

  @Test
  void labelsEachSegmentOnceThroughAKillAndATermination() throws Exception {
    try (GenericContainer<?> app = image.container(NETWORK, BROKER, SETTINGS);
        TopicReader labels = TopicReader.committed(KAFKA.getBootstrapServers(), OUTPUT)) {
      app.start();
      publish(0, 2);
      labels.readAll(2 * WEARERS, LABEL_TIMEOUT);
      assertThat(segments(labels)).hasSize(2 * WEARERS);

      // Half of a segment is open when the process is killed.
      publishHalf(2);
      AppImage.kill(app);
      publishOtherHalf(2);
      publish(3, 4);
      AppImage.startAgain(app);
      labels.readAll(4 * WEARERS, LABEL_TIMEOUT);
      assertThat(segments(labels)).hasSize(4 * WEARERS);

      publishHalf(4);
      assertThat(AppImage.terminate(app, STOP_TIMEOUT)).as(app.getLogs()).isEqualTo(143);
      publishOtherHalf(4);
      publish(5, SEGMENTS);
      AppImage.startAgain(app);
      labels.readAll(SEGMENTS * WEARERS, LABEL_TIMEOUT);

      assertThat(segments(labels))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(published);
    }
  }

  private void publish(int from, int to) throws Exception {
    for (int segment = from; segment < to; segment++) {
      publishHalf(segment);
      publishOtherHalf(segment);
    }
  }

  private void publishHalf(int segment) throws Exception {
    publish(segment, 0, 2);
  }

  private void publishOtherHalf(int segment) throws Exception {
    publish(segment, 2, 5);
  }

  /** Publishes seconds of a segment of all wearers. */
  private void publish(int segment, int from, int to) throws Exception {
    Instant segmentStart = start.plusNanos(segment * SEGMENT_MICROS * 1000);
    long micros = segmentStart.toEpochMilli() * 1000 + from * 1_000_000L;
    for (int i = 0; i < COMPRESSIONS.size(); i++) {
      List<AccelerometerReading> readings = new ArrayList<>();
      for (int wearer = i; wearer < WEARERS; wearer += COMPRESSIONS.size()) {
        String name = "wearer-" + wearer;
        readings.addAll(Readings.of(name, micros, to - from, 25));
        published.add(name + " " + segmentStart);
      }
      send(COMPRESSIONS.get(i), readings);
    }
  }

  private static void send(String compression, List<AccelerometerReading> readings)
      throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            KAFKA.getBootstrapServers(),
            "compression.type",
            compression,
            "linger.ms",
            100);
    try (var producer =
        new KafkaProducer<>(
            properties, new StringSerializer(), TopicSerdes.accelerometerReading().serializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (AccelerometerReading reading : readings) {
        sent.add(producer.send(new ProducerRecord<>(INPUT, reading.getWearer(), reading)));
      }
      for (Future<RecordMetadata> acknowledged : sent) {
        acknowledged.get();
      }
    }
  }

  private static List<String> segments(TopicReader labels) {
    List<String> segments = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : labels.records()) {
      ActivityLabel label =
          TopicSerdes.activityLabel().deserializer().deserialize(OUTPUT, record.value());
      segments.add(label.getWearer() + " " + label.getSegmentStart());
    }
    return segments;
  }

  /** On the grid of segments, so long ago that no segment lies in the future. */
  private static Instant firstSegment() {
    long now = Instant.now().getEpochSecond();
    return Instant.ofEpochSecond(now - now % 5 - 5L * (SEGMENTS + 1));
  }
}
