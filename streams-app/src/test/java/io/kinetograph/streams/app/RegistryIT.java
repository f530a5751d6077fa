// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.schemas.registry.UnavailableRegistryException;
import io.kinetograph.schemas.registry.UnusableRegistryException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.topology.DeadLetterHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The app with a real broker and a real schema registry. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class RegistryIT {

  private static final String READING = AccelerometerReading.getClassSchema().toString();

  /** As a team of wearables would add fields: with defaults, here before all others. */
  private static final String EVOLVED =
      READING.replace(
          "\"fields\":[",
          "\"fields\":[{\"name\":\"firmware\",\"type\":\"string\",\"default\":\"\"},"
              + "{\"name\":\"battery\",\"type\":[\"null\",\"float\"],\"default\":null},");

  private static final byte[] EVOLVED_FIELDS = {4, '7', 'b', 2, 0, 0, 0, 0x3F};

  @TempDir private static Path shared;
  private static RegistryProcess registry;

  @TempDir Path folder;
  private final KafkaCluster cluster;
  private AppTopics topics;
  private final long start = System.currentTimeMillis() / 5000 * 5_000_000 - 120_000_000;

  RegistryIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void startRegistry() throws Exception {
    registry = RegistryProcess.start(shared);
  }

  @AfterAll
  static void stopRegistry() throws Exception {
    registry.stop();
  }

  @BeforeEach
  void createTopics(TestInfo info) throws Exception {
    topics = cluster.appTopics(info.getTestMethod().orElseThrow().getName(), 2);
  }

  @Test
  void readingsOfEveryFormatAndSchemaAreLabeledAndLabelsCarryTheirSchemasId() throws Exception {
    var readings = TopicSerdes.accelerometerReading(new SchemaRegistry(registry.settings()));
    var plain = TopicSerdes.accelerometerReading().serializer();
    try (StreamsApp app = app(Map.of("registry.url", registry.url()))) {
      List<byte[]> values = new ArrayList<>();
      for (AccelerometerReading reading : Readings.of("confluent", start, 10, 25)) {
        values.add(readings.serializer().serialize(topics.input(), reading));
      }
      // Registered while the app runs, as a new firmware would.
      int evolved = registry.register(topics.input() + "-value", EVOLVED);
      publish("confluent", values);
      values.clear();
      boolean even = false;
      for (AccelerometerReading reading : Readings.of("mixed", start, 10, 25)) {
        byte[] single = plain.serialize(topics.input(), reading);
        values.add(even ? single : evolved(evolved, single));
        even = !even;
      }
      publish("mixed", values);
      publish("garbage", List.of(new byte[] {0, 0, 0x0F, 0x42, 0x40, 1}));
      publishWithGuid("guid");

      List<ConsumerRecord<byte[], byte[]>> records = topics.committed(topics.output(), 4);
      int id = registry.latest(topics.output() + "-value");
      assertThat(records)
          .hasSize(4)
          .allSatisfy(record -> assertThat(ByteBuffer.wrap(record.value()).get()).isZero())
          .allSatisfy(
              record -> assertThat(ByteBuffer.wrap(record.value()).getInt(1)).isEqualTo(id));
      var labels =
          TopicSerdes.activityLabel(new SchemaRegistry(registry.settings())).deserializer();
      assertThat(records)
          .extracting(record -> labels.deserialize(record.topic(), record.value()))
          .allSatisfy(label -> assertThat(label.getCoverage()).isEqualTo(1f))
          .extracting(ActivityLabel::getWearer)
          .containsExactlyInAnyOrder("confluent", "confluent", "mixed", "mixed");
      assertThat(topics.committed(topics.deadLetters(), 2))
          .extracting(letter -> new String(letter.key(), UTF_8), RegistryIT::reason)
          .containsExactlyInAnyOrder(
              tuple(
                  "garbage",
                  "value is encoded with schema id 1000000, which the schema registry %s does not have"
                      .formatted(registry.url())),
              tuple(
                  "guid",
                  ("value is encoded with schema GUID 00112233-4455-6677-8899-aabbccddeeff, which"
                          + " the schema registry %s does not have (or it has no GUIDs: Confluent's"
                          + " has them from version 8 on); set value.schema.id.serializer in the"
                          + " serializer to"
                          + " io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer")
                      .formatted(registry.url())));
      assertThat(app.health().info().toString()).doesNotContain("registry");
    }
  }

  private static byte[] evolved(int id, byte[] single) {
    return ByteBuffer.allocate(5 + EVOLVED_FIELDS.length + single.length - 10)
        .put((byte) 0)
        .putInt(id)
        .put(EVOLVED_FIELDS)
        .put(single, 10, single.length - 10)
        .array();
  }

  /** As Confluent's HeaderSchemaIdSerializer writes; the registry does not know GUIDs. */
  private void publishWithGuid(String wearer) throws Exception {
    byte[] guid = HexFormat.of().parseHex("0100112233445566778899aabbccddeeff");
    cluster
        .send(
            new ProducerRecord<>(
                topics.input(),
                null,
                wearer.getBytes(UTF_8),
                new byte[] {8, 'g', 'u', 'i', 'd'},
                new RecordHeaders().add("__value_schema_id", guid)))
        .get();
  }

  private static String reason(ConsumerRecord<byte[], byte[]> letter) {
    return new String(letter.headers().lastHeader(DeadLetterHandler.MESSAGE_HEADER).value(), UTF_8);
  }

  private void publish(String wearer, List<byte[]> values) {
    values.forEach(value -> topics.publish(wearer, value));
  }

  @Test
  void aSchemaThatTheRegistryRejectsStopsTheStartWithOneSentence() throws Exception {
    registry.register(
        "rejected-value",
        "{\"type\":\"record\",\"name\":\"ActivityLabel\",\"namespace\":\"io.kinetograph.schemas\","
            + "\"fields\":[{\"name\":\"wearer\",\"type\":\"int\"}]}");

    assertThatThrownBy(
            () ->
                new SchemaRegistry(registry.settings())
                    .id("rejected-value", ActivityLabel.getClassSchema()))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessageStartingWith(
            "the schema registry %s (setting registry.url) rejects the schema of ActivityLabel under"
                    .formatted(registry.url())
                + " the subject 'rejected-value' as incompatible with its versions: ")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aSchemaThatTheAppMayNotRegisterPreventsTheStartUntilItIsRegistered() throws Exception {
    Map<String, String> settings =
        Map.of("registry.url", registry.url(), "registry.auto-register", "false");
    var lookUp = Settings.of(settings).registry().orElseThrow();

    assertThatThrownBy(
            () -> new SchemaRegistry(lookUp).id("later-value", ActivityLabel.getClassSchema()))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessageContaining("has no schema of ActivityLabel under the subject 'later-value'");
    // Written otherwise than Avro would write it, as people do.
    int id =
        registry.register(
            "later-value", ActivityLabel.getClassSchema().toString().replace(",", " , "));
    assertThat(new SchemaRegistry(lookUp).id("later-value", ActivityLabel.getClassSchema()))
        .isEqualTo(id);
  }

  @Test
  void anUnreachableRegistryStopsTheStartWithOneSentence() throws Exception {
    assertThatThrownBy(
            () ->
                app(Map.of("registry.url", "http://127.0.0.1:1", "registry.timeout", "300ms"))
                    .close())
        .isInstanceOf(UnavailableRegistryException.class)
        .hasMessageStartingWith(
            "the schema registry http://127.0.0.1:1 (setting registry.url) cannot be used: ")
        .hasMessageEndingWith("no connection to 127.0.0.1:1");
  }

  @Test
  void anOutageOfTheRegistryLosesNothing() throws Exception {
    var plain = TopicSerdes.accelerometerReading().serializer();
    int evolved = registry.register(topics.input() + "-value", EVOLVED);
    try (RegistryGate gate = RegistryGate.open(registry.url());
        StreamsApp app =
            app(
                Map.of(
                    "registry.url", gate.url(),
                    "registry.timeout", "4s",
                    "kafka.session.timeout.ms", "3000",
                    "kafka.heartbeat.interval.ms", "500"))) {
      assertThat(app.awaitRunning(Duration.ofMinutes(1))).isTrue();
      gate.shut();
      for (AccelerometerReading reading : Readings.of("outage", start, 5, 25)) {
        topics.publish("outage", evolved(evolved, plain.serialize(topics.input(), reading)));
      }
      // More than one thread asks within its time: another has taken its place.
      gate.awaitRejected(10, Duration.ofMinutes(2));
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                assertThat(app.health().state())
                    .contains("(setting registry.url) cannot be used: GET " + gate.url());
                assertThat(app.health().isReady()).isFalse();
              });
      gate.reopen();

      var labels = TopicSerdes.activityLabel(new SchemaRegistry(registry.settings()));
      assertThat(topics.committed(topics.output(), 1))
          .singleElement()
          .extracting(record -> labels.deserializer().deserialize(record.topic(), record.value()))
          .extracting(ActivityLabel::getCoverage)
          .isEqualTo(1f);
      assertThat(topics.committed(topics.deadLetters(), 0)).isEmpty();
    }
  }

  private StreamsApp app(Map<String, String> more) throws Exception {
    Map<String, String> properties = topics.settings();
    properties.putAll(more);
    properties.put("kafka.num.stream.threads", "1");
    properties.put("kafka.state.dir", folder.resolve("state").toString());
    properties.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    return StreamsApp.start(Settings.of(properties), new SimpleMeterRegistry());
  }
}
