// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The topology in Kafka Streams' test driver, without a broker. As a registered extension, it is
 * open during each test; set fields in the test's constructor, or before {@link #reopen}.
 */
final class TopologyHarness implements BeforeEachCallback, AfterEachCallback, AutoCloseable {

  /** Start of a segment, in microseconds since the epoch. */
  static final long START = 1_700_000_000_000_000L;

  /** A second, in microseconds. */
  static final long SECOND = 1_000_000L;

  static final Duration LINGER = Duration.ofMillis(20);
  static final Duration MAX_GAP = Duration.ofMillis(200);

  private static final TopicSettings TOPICS = new TopicSettings("in", "out", "dlq");

  Duration hop = Duration.ofSeconds(5);
  Duration grace = Duration.ofSeconds(5);
  Duration retention = Duration.ofHours(1);
  Duration maxClockSkew = Duration.ofMinutes(5);
  float minCoverage = 0.75f;
  Set<BodyUnit> expectedUnits = EnumSet.allOf(BodyUnit.class);
  Set<BodyUnit> requiredUnits = Set.of();
  int batchSize = 64;
  PartitionLiveness liveness = PartitionLiveness.alwaysAvailable();
  LongSupplier nanoClock = () -> 0;

  /** The timestamp of the records to be published. */
  Instant recordTime = Instant.ofEpochMilli(START / 1000);

  private final Supplier<SegmentClassifier> classifiers;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private @Nullable TopologyTestDriver driver;
  private @Nullable Path stateFolder;

  TopologyHarness(Supplier<SegmentClassifier> classifiers) {
    this.classifiers = classifiers;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    open();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  /** Opens the topology with the settings in the fields. */
  void open() {
    try {
      stateFolder = Files.createTempDirectory("topology");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    properties.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, TOPICS.deadLetters());
    LabelTopology topology =
        new LabelTopology(
            TOPICS,
            new ReadingSettings(maxClockSkew, 500),
            new SegmentSettings(
                hop,
                grace,
                Duration.ofSeconds(10),
                retention,
                MAX_GAP,
                minCoverage,
                expectedUnits,
                requiredUnits),
            new BatchSettings(batchSize, LINGER, Duration.ofMillis(100)),
            classifiers,
            new StreamMetrics(registry),
            TopicSerdes.accelerometerReading(),
            TopicSerdes.activityLabel(),
            liveness,
            nanoClock);
    driver =
        new TopologyTestDriver(topology.build(), properties, Instant.ofEpochMilli(START / 1000));
  }

  /** Closes the topology and opens it again, with the settings in the fields and empty stores. */
  void reopen() {
    close();
    open();
  }

  @Override
  public void close() {
    driver().close();
    try {
      Utils.delete(requireNonNull(stateFolder).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TopologyTestDriver driver() {
    return requireNonNull(driver, "call open first");
  }

  void publish(List<AccelerometerReading> readings) {
    readings.forEach(this::publish);
  }

  void publish(AccelerometerReading reading) {
    byte[] value = TopicSerdes.accelerometerReading().serializer().serialize("in", reading);
    input().pipeInput(reading.getWearer().getBytes(UTF_8), value, recordTime);
  }

  /** Publishes any bytes, without a timestamp of their own. */
  void publish(byte @Nullable [] key, byte[] value) {
    input().pipeInput(new TestRecord<>(key, value));
  }

  private TestInputTopic<byte[], byte[]> input() {
    return driver()
        .createInputTopic(TOPICS.input(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Advances the wall clock and runs the timers that expire. */
  void advance(Duration time) {
    driver().advanceWallClockTime(time);
  }

  /** Lets the topology label what waits in a batch. */
  void finishBatch() {
    advance(LINGER);
  }

  /** The labels since the last call. */
  List<ActivityLabel> labels() {
    return driver()
        .createOutputTopic(
            TOPICS.output(), new StringDeserializer(), TopicSerdes.activityLabel().deserializer())
        .readValuesToList();
  }

  /** The dead letters since the last call. */
  List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver()
        .createOutputTopic(
            TOPICS.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** How many keys are in the store of samples. */
  int storedBuckets() {
    return size(LabelTopology.SAMPLES);
  }

  /** How many wearers are in the store of next segments. */
  int storedWearers() {
    return size(LabelTopology.NEXT_SEGMENTS);
  }

  private int size(String store) {
    int size = 0;
    try (KeyValueIterator<Object, Object> all = driver().getKeyValueStore(store).all()) {
      for (; all.hasNext(); all.next()) {
        size++;
      }
    }
    return size;
  }

  /** How many readings had a result: accepted, duplicate, late or invalid. */
  double readings(String result) {
    return registry.counter("kinetograph.readings", "result", result).count();
  }

  /** How many readings had any result. */
  double readings() {
    return registry.find("kinetograph.readings").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** How many closed segments had a result: labeled, insufficient-coverage or missing-unit. */
  double segments(String result) {
    return registry.counter("kinetograph.segments", "result", result).count();
  }

  /** How many segments closed for a reason: complete, grace or idle. */
  double closed(String reason) {
    return registry.counter("kinetograph.segments.closed", "reason", reason).count();
  }

  /** The number of stored wearers as of the last eviction scan. */
  double reportedWearers() {
    return registry.get("kinetograph.wearers").gauge().value();
  }
}
