// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
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
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.app.FailingStream.FailingClassifier;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.ConsumerInputReader;
import io.kinetograph.streams.topology.DeadLetterHandler;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.PartitionLiveness;
import io.kinetograph.streams.topology.StreamMetrics;
import io.kinetograph.streams.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The app against a real broker. */
@Isolated
@SharedKafka
class StreamsAppIT {

  private static final long SEGMENT = 5_000_000L;

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
  private final KafkaCluster cluster;
  private String test = "";
  private AppTopics topics;
  private Settings settings;

  StreamsAppIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void configure(TestInfo info) throws Exception {
    test = info.getTestMethod().orElseThrow().getName();
    topics = cluster.appTopics(test, 2);
    settings = Settings.of(properties());
  }

  private Map<String, String> properties() throws Exception {
    Map<String, String> properties = topics.settings();
    properties.put("kafka.num.stream.threads", "1");
    properties.put("kafka.state.dir", folder.resolve("state").toString());
    properties.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    return properties;
  }

  @Test
  void shuffledRepeatedAndUnevenlyBatchedReadingsGetTheLabelsOfOrderlyOnes() throws Exception {
    int segments = 8;
    Random random = new Random(42);
    List<AccelerometerReading> shuffled = new ArrayList<>();
    for (int second = 0; second < 5 * segments; second++) {
      int batch = new int[] {1, 7, 25}[random.nextInt(3)];
      shuffled.addAll(Readings.of("shuffled", start + second * 1_000_000L, 1, batch));
    }
    try (StreamsApp app = StreamsApp.start(settings, registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      topics.publish(Readings.of("orderly", start, 5 * segments, 25));
      topics.publish(Readings.delayed(shuffled, 3_900, random));

      List<ActivityLabel> labels = topics.labels(2 * segments);
      List<ActivityLabel> orderly = of("orderly", labels);
      List<ActivityLabel> disorderly = of("shuffled", labels);
      assertThat(orderly).hasSize(segments);
      assertThat(orderly).extracting(ActivityLabel::getSegmentStart).isSorted();
      List<Function<ActivityLabel, ?>> parts =
          List.of(
              ActivityLabel::getSegmentStart,
              ActivityLabel::getSegmentEnd,
              ActivityLabel::getActivity,
              ActivityLabel::getCoverage);
      for (Function<ActivityLabel, ?> part : parts) {
        assertThat(disorderly.stream().map(part).toList())
            .isEqualTo(orderly.stream().map(part).toList());
      }
      assertThat(orderly).allMatch(label -> label.getCoverage() == 1f);
    }
  }

  private List<AccelerometerReading> fourSegments() {
    return Readings.of("anna", start, 20, 25);
  }

  /** Twelve of 20 s: two segments and the beginning of a third. */
  private void labelTheFirstHalf() throws Exception {
    try (StreamsApp app = StreamsApp.start(settings, registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      topics.publish(fourSegments().subList(0, 60));
      assertThat(topics.labels(2)).hasSize(2);
    }
  }

  private void labelTheOtherHalf() throws Exception {
    try (StreamsApp app = StreamsApp.start(settings, registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      topics.publish(fourSegments().subList(60, 100));

      List<ActivityLabel> labels = topics.labels(4);
      assertThat(labels)
          .extracting(label -> label.getSegmentStart().toEpochMilli() - start / 1000)
          .containsExactly(0L, 5_000L, 10_000L, 15_000L);
      assertThat(labels).allMatch(label -> label.getCoverage() == 1f);
    }
  }

  @Test
  void anAppThatIsStoppedInTheMiddleOfASegmentContinuesWithIt() throws Exception {
    labelTheFirstHalf();
    labelTheOtherHalf();
  }

  @Test
  void readingsAndLabelsMayBeInJson() throws Exception {
    Map<String, String> properties = properties();
    properties.put("output.format", "json");
    List<AccelerometerReading> readings = fourSegments();
    try (StreamsApp app = StreamsApp.start(Settings.of(properties), registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      publishInJson(readings.subList(0, 60));
      assertThat(topics.labels(2)).hasSize(2);
    }
    try (StreamsApp app = StreamsApp.start(Settings.of(properties), registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      topics.publish(readings.subList(60, 80));
      topics.publish("anna", "{\"wearer\":\"anna\",\"unit\":\"HEAD\"}".getBytes(UTF_8));
      publishInJson(readings.subList(80, 100));

      assertThat(topics.committed(topics.output(), 4))
          .allSatisfy(
              label ->
                  assertThat(new String(label.value(), UTF_8)).startsWith("{\"wearer\":\"anna\""));
      assertThat(topics.labels(4))
          .hasSize(4)
          .extracting(ActivityLabel::getCoverage)
          .containsOnly(1f);
      var letter = topics.committed(topics.deadLetters(), 1).get(0);
      assertThat(new String(header(letter, DeadLetterHandler.FIELD_HEADER), UTF_8))
          .isEqualTo("unit");
      assertThat(new String(header(letter, DeadLetterHandler.MESSAGE_HEADER), UTF_8))
          .startsWith("unit is 'HEAD', not one of ");
    }
  }

  private void publishInJson(List<AccelerometerReading> readings) {
    var serializer = TopicSerdes.accelerometerReadingInJson().serializer();
    readings.forEach(
        reading -> topics.publish(reading.getWearer(), serializer.serialize("", reading)));
  }

  @Test
  void anInvalidRecordIsADeadLetterWithItsTopicPartitionAndOffset() throws Exception {
    List<AccelerometerReading> readings = Readings.of("anna", start, 5, 25);
    byte[] garbage = "not a reading".getBytes(UTF_8);
    try (StreamsApp app = StreamsApp.start(settings, registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      topics.publish(readings.subList(0, 12));
      topics.publish("anna", garbage);
      topics.publish(readings.subList(12, readings.size()));
      assertThat(topics.labels(1)).hasSize(1);

      var letters = topics.committed(topics.deadLetters(), 1);
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).value()).isEqualTo(garbage);
      assertThat(letters.get(0).headers().headers(DeadLetterHandler.FIELD_HEADER)).hasSize(1);
      assertThat(letters.get(0).headers().lastHeader(DeadLetterHandler.TOPIC_HEADER).value())
          .isEqualTo(topics.input().getBytes(UTF_8));
    }
  }

  @Test
  void recordsThatAreTooLongForADeadLetterDoNotStopTheApp() throws Exception {
    List<AccelerometerReading> readings = Readings.of("anna", start, 5, 25);
    byte[] named =
        TopicSerdes.accelerometerReading()
            .serializer()
            .serialize(
                "", Readings.reading("w".repeat(600_000), Unit.TORSO, start, Readings.PERIOD, 1));
    byte[] compressible = new byte[3_000_000];
    try (StreamsApp app = StreamsApp.start(settings, registry);
        var compressing = compressingProducer()) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      topics.publish(readings.subList(0, 12));
      topics.publish("long name", named);
      byte[] key = "long value".getBytes(UTF_8);
      compressing.send(new ProducerRecord<>(topics.input(), key, compressible)).get();
      topics.publish(readings.subList(12, readings.size()));

      var letters =
          topics.committed(topics.deadLetters(), 2).stream()
              .collect(Collectors.toMap(letter -> new String(letter.key(), UTF_8), l -> l));
      assertThat(letters).containsOnlyKeys("long name", "long value");
      var name = requireNonNull(letters.get("long name"));
      assertThat(name.value()).isEqualTo(named);
      assertThat(new String(header(name, DeadLetterHandler.MESSAGE_HEADER), UTF_8))
          .startsWith("wearer 'www")
          .endsWith("www...' is not the key 'long name'")
          .hasSizeLessThan(500);
      var value = requireNonNull(letters.get("long value"));
      assertThat(value.value()).isNull();
      assertThat(new String(header(value, DeadLetterHandler.LEFT_OUT_HEADER), UTF_8))
          .isEqualTo("value of 3000000 bytes, 0 headers");
      assertThat(topics.labels(1)).hasSize(1);
      assertThat(app.health().isAlive()).isTrue();
      assertThat(registry.counter("kinetograph.threads.replaced").count()).isZero();
    }
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return letter.headers().lastHeader(name).value();
  }

  /** Brokers judge what is sent by its compressed size, as do producers that are set to. */
  private KafkaProducer<byte[], byte[]> compressingProducer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(),
            "compression.type", "gzip",
            "max.request.size", "10000000"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @Test
  void aFailureBetweenClosingAndLabelingLosesNothingAndLabelsNothingTwice() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Supplier<SegmentClassifier> failing = () -> new FailingClassifier(calls, 1, 1);
    // At most two segments a call, so that the failure comes in the middle, however late the app
    // is assigned its partition.
    BatchSettings pairs =
        new BatchSettings(2, settings.batch().linger(), settings.batch().maxProcessingTime());
    Properties properties = new Properties();
    properties.putAll(settings.kafka());
    SampleMemory memory = new SampleMemory(settings.samples().memoryBytes());
    var topology =
        new LabelTopology(
                settings.topics(),
                settings.readings(),
                settings.segments(),
                settings.labels(),
                settings.episodes(),
                pairs,
                failing,
                memory,
                new StreamMetrics(registry, memory),
                ConsumerInputReader.factory(new StreamsConfig(properties)),
                TopicSerdes.accelerometerReading(),
                TopicSerdes.activityLabel(),
                TopicSerdes.activityEpisode(),
                WriteLimits.none(settings.topics()),
                PartitionLiveness.alwaysAvailable(),
                Tracing.off(),
                System::currentTimeMillis,
                System::nanoTime)
            .build();
    // A failed thread does not leave its group; its successor waits for the session's time-out.
    properties.put("session.timeout.ms", "3000");
    properties.put("heartbeat.interval.ms", "500");
    try (KafkaStreams streams = new KafkaStreams(topology, properties)) {
      streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.REPLACE_THREAD);
      streams.start();
      for (AccelerometerReading reading : Readings.of("anna", start, 40, 25)) {
        topics.publish(List.of(reading));
        // Wearables send over time: the failure comes in the middle.
        Thread.sleep(5);
      }

      assertThat(topics.labels(8))
          .extracting(label -> label.getSegmentStart().toEpochMilli() - start / 1000)
          .containsExactly(0L, 5_000L, 10_000L, 15_000L, 20_000L, 25_000L, 30_000L, 35_000L);
      assertThat(calls.get()).as("calls, the second of which failed").isGreaterThan(2);
    }
  }

  @Test
  void aStateFolderOfAnEarlierVersionIsIgnoredAndNothingIsLeftBehind() throws Exception {
    Path stores = folder.resolve("state").resolve(test).resolve("0_0").resolve("rocksdb");
    Files.createDirectories(stores);
    Files.writeString(stores.resolve("samples"), "not a store's folder");

    try (StreamsApp app = StreamsApp.start(settings, registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      // The thread of another test's app may still be ending.
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(threadsOfThisTest()).containsOnlyOnce("cluster-watch"));
      assertThat(registry.find("kinetograph.model").gauges()).hasSize(1);
    }

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(threadsOfThisTest()).isEmpty());
    assertThat(registry.find("kinetograph.model").gauge()).isNull();
    assertThat(registry.find("kinetograph.samples.memory").gauge()).isNull();
  }

  private List<String> threadsOfThisTest() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(test) || name.endsWith("-watch"))
        .toList();
  }

  @Test
  void metersOfAnAppAreRemovedWhenItCloses() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (StreamsApp app = StreamsApp.start(settings, registry)) {
        assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
        assertThat(registry.find("kinetograph.model").gauges()).hasSize(1);
        assertThat(registry.find("kinetograph.wearers").gauges()).hasSize(1);
      }
      assertThat(registry.getMeters())
          .extracting(meter -> meter.getId().getName())
          .doesNotContain("kinetograph.model", "kinetograph.wearers");
    }
  }

  @Test
  void changelogsAreConfiguredForAShortRestore() throws Exception {
    try (StreamsApp app = StreamsApp.start(settings, registry);
        Admin admin = cluster.admin()) {
      assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
      ConfigResource changelog =
          new ConfigResource(ConfigResource.Type.TOPIC, test + "-progress-changelog");
      assertThat(admin.describeConfigs(List.of(changelog)).all().get().values())
          .flatExtracting(Config::entries)
          .extracting(ConfigEntry::name, ConfigEntry::value)
          .contains(
              tuple("cleanup.policy", "compact"),
              tuple("segment.bytes", "33554432"),
              tuple("delete.retention.ms", "600000"));
    }
  }

  private static List<ActivityLabel> of(String wearer, List<ActivityLabel> labels) {
    return labels.stream().filter(label -> label.getWearer().equals(wearer)).toList();
  }
}
