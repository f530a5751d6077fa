// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.config.LabelSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentAlignment;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.RefusedWriteHandler;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
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

  private static final TopicSettings TOPICS = new TopicSettings("in", "out", "episodes", "dlq");

  Serde<AccelerometerReading> readings = TopicSerdes.accelerometerReading();
  Duration hop = Duration.ofSeconds(5);
  SegmentAlignment alignment = SegmentAlignment.EPOCH;
  Duration grace = Duration.ofSeconds(5);
  Duration retention = Duration.ofHours(1);
  Instant earliestTime = Instant.parse("2000-01-01T00:00:00Z");
  AccelerationUnit accelerationUnit = AccelerationUnit.M_S2;
  float maxAcceleration = 500;
  Duration maxClockSkew = Duration.ofMinutes(5);
  float minCoverage = 0.75f;
  Set<BodyUnit> expectedUnits = EnumSet.allOf(BodyUnit.class);
  Set<BodyUnit> requiredUnits = Set.of();
  LabelSettings labels =
      new LabelSettings(OptionalDouble.empty(), Duration.ofSeconds(20), 0.008f, 0.0025f);
  EpisodeSettings episodes =
      new EpisodeSettings(3, Duration.ofMinutes(1), Duration.ofMinutes(2), Map.of());
  Duration maxOpen = Duration.ofMinutes(1);
  Duration maxStretch = Duration.ofMinutes(10);
  long sampleBytes = 64 << 20;
  int batchSize = 64;
  Duration linger = LINGER;
  PartitionLiveness liveness = PartitionLiveness.alwaysAvailable();
  LongSupplier nanoClock = () -> 0;

  /** In milliseconds since the epoch; by default {@link #wallTime}. */
  LongSupplier wallClock = () -> wallTime().toEpochMilli();

  Tracing tracing = Tracing.off();

  /** Settings of the producer that limit what is written. */
  Map<String, String> kafka = Map.of();

  /** Offset of the first record that the topic still has, when records are read again. */
  int earliestOffset;

  /** The most records of a poll when records are read again; with 0 no broker answers. */
  int replayBatch = 100;

  /** The timestamp of the records to be published. */
  Instant recordTime = Instant.ofEpochMilli(START / 1000);

  private final Supplier<SegmentClassifier> classifiers;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private SampleMemory memory = new SampleMemory(sampleBytes);
  private @Nullable TopologyHarness sameProcess;
  private StreamMetrics metrics = new StreamMetrics(registry, memory);
  private long wallMillis = START / 1000;
  private int committed;
  private Map<String, byte[]> committedProgress = Map.of();
  private Map<String, byte[]> committedEpisodes = Map.of();
  private @Nullable WriteLimits limits;
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
    limits = new WriteLimits(TOPICS, kafka, registry);
    committedProgress = Map.of();
    committedEpisodes = Map.of();
    openCommitted();
  }

  private void openCommitted() {
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
    WriteLimits limits = requireNonNull(this.limits);
    properties.put(WriteLimits.CONFIG, limits);
    memory = sameProcess == null ? new SampleMemory(sampleBytes) : sameProcess.memory;
    metrics.close();
    metrics = new StreamMetrics(registry, memory);
    LabelTopology topology =
        new LabelTopology(
            TOPICS,
            new ReadingSettings(earliestTime, maxClockSkew, accelerationUnit, maxAcceleration),
            new SegmentSettings(
                hop,
                alignment,
                grace,
                Duration.ofSeconds(10),
                retention,
                maxOpen,
                maxStretch,
                MAX_GAP,
                minCoverage,
                expectedUnits,
                requiredUnits),
            labels,
            episodes,
            new BatchSettings(batchSize, linger, Duration.ofMillis(100)),
            classifiers,
            memory,
            metrics,
            (partition, offset) -> new LogReader((int) offset),
            readings,
            TopicSerdes.activityLabel(),
            TopicSerdes.activityEpisode(),
            limits,
            liveness,
            tracing,
            wallClock,
            nanoClock);
    driver =
        new TopologyTestDriver(
            topology.build(
                new RestoredStore.Supplier(LabelTopology.PROGRESS, committedProgress),
                new RestoredStore.Supplier(LabelTopology.EPISODES, committedEpisodes)),
            properties,
            Instant.ofEpochMilli(wallMillis));
    nextOffset().set(committed);
  }

  /** From the next opening on, shares the memory for samples with another task, which is open. */
  void shareMemoryWith(TopologyHarness other) {
    sameProcess = other;
  }

  /** Closes the topology and opens it again, with the settings in the fields and empty stores. */
  void reopen() {
    close();
    log.clear();
    committed = 0;
    open();
  }

  /** Commits, as a transaction would: a later {@link #crash} goes back to here. */
  void commit() {
    committed = log.size();
    committedProgress = records(LabelTopology.PROGRESS);
    committedEpisodes = records(LabelTopology.EPISODES);
  }

  private Map<String, byte[]> records(String store) {
    Map<String, byte[]> all = new TreeMap<>();
    KeyValueStore<String, byte[]> opened = driver().getKeyValueStore(store);
    try (KeyValueIterator<String, byte[]> stored = opened.all()) {
      stored.forEachRemaining(entry -> all.put(entry.key, entry.value));
    }
    return all;
  }

  /** Closes the topology, and opens it with what it has committed here. */
  void restart() {
    commit();
    close();
    openCommitted();
  }

  /** Closes the topology, opens it with what was committed last, and reads on from there. */
  void crash() {
    close();
    openCommitted();
    deliverFrom(committed);
  }

  /** Sets the group's offset by hand while the topology is closed. */
  void restartAt(int offset) {
    commit();
    close();
    committed = offset;
    openCommitted();
    deliverFrom(offset);
  }

  /**
   * Crashes because a broker refuses records that were written since the last commit, one after the
   * other.
   */
  void crashByRefusal(String topic, List<TestRecord<byte[], byte[]>> refused) throws Exception {
    RefusedWriteHandler handler = new RefusedWriteHandler();
    handler.configure(Map.of(WriteLimits.CONFIG, requireNonNull(limits)));
    var context =
        new DefaultErrorHandlerContext(
            null, "in", 0, 0, new RecordHeaders(), "sink", new TaskId(0, 0), 0, null, null);
    for (TestRecord<byte[], byte[]> record : refused) {
      ProducerRecord<byte[], byte[]> sent =
          new ProducerRecord<>(
              topic, null, record.timestamp(), record.key(), record.value(), record.headers());
      Thread producer =
          new Thread(
              () -> handler.handleError(context, sent, new InvalidRecordException("not this one")));
      producer.start();
      producer.join();
    }
    // What the transaction had is aborted.
    List.of("out", "episodes", "dlq").forEach(this::written);
    crash();
  }

  private void deliverFrom(int offset) {
    List.copyOf(log.subList(offset, log.size())).forEach(this::deliver);
  }

  /** The driver counts its offsets from 0. */
  @SuppressWarnings("unchecked")
  private AtomicLong nextOffset() {
    try {
      Field field = TopologyTestDriver.class.getDeclaredField("offsetsByTopicOrPatternPartition");
      field.setAccessible(true);
      var offsets = (Map<TopicPartition, AtomicLong>) field.get(driver());
      return offsets.computeIfAbsent(
          new TopicPartition(TOPICS.input(), 0), partition -> new AtomicLong());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the test driver has changed", e);
    }
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

  /**
   * Readings of {@code anna} from {@link #START}, with one unit ahead of the others.
   *
   * @param seconds of motion
   * @param ahead how many seconds the torso is ahead
   */
  static List<AccelerometerReading> withTorsoAhead(int seconds, int ahead) {
    List<AccelerometerReading> readings = Readings.of("anna", START, seconds, 25);
    List<AccelerometerReading> torso = Readings.of("anna", START + ahead * SECOND, seconds, 25);
    for (int i = 0; i < readings.size(); i++) {
      if (readings.get(i).getUnit() == Unit.TORSO) {
        readings.set(i, torso.get(i));
      }
    }
    return readings;
  }

  void publish(List<AccelerometerReading> readings) {
    readings.forEach(this::publish);
  }

  void publish(AccelerometerReading reading) {
    byte[] value = TopicSerdes.accelerometerReading().serializer().serialize("in", reading);
    pipe(reading.getWearer().getBytes(UTF_8), value, recordTime);
  }

  void publish(AccelerometerReading reading, Headers headers) {
    byte[] value = TopicSerdes.accelerometerReading().serializer().serialize("in", reading);
    pipe(reading.getWearer().getBytes(UTF_8), value, recordTime, headers);
  }

  void publishInJson(List<AccelerometerReading> readings) {
    for (AccelerometerReading reading : readings) {
      byte[] value = TopicSerdes.accelerometerReadingInJson().serializer().serialize("in", reading);
      pipe(reading.getWearer().getBytes(UTF_8), value, recordTime);
    }
  }

  /** Publishes any bytes, without a timestamp of their own. */
  void publish(byte @Nullable [] key, byte[] value) {
    pipe(key, value, recordTime);
  }

  private void pipe(byte @Nullable [] key, byte[] value, Instant time) {
    pipe(key, value, time, new RecordHeaders());
  }

  private void pipe(byte @Nullable [] key, byte[] value, Instant time, Headers headers) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            TOPICS.input(),
            0,
            log.size(),
            time.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            headers,
            Optional.empty());
    log.add(record);
    deliver(record);
  }

  private void deliver(ConsumerRecord<byte[], byte[]> record) {
    input()
        .pipeInput(
            new TestRecord<>(
                record.key(),
                record.value(),
                new RecordHeaders(record.headers()),
                Instant.ofEpochMilli(record.timestamp())));
  }

  private TestInputTopic<byte[], byte[]> input() {
    return driver()
        .createInputTopic(TOPICS.input(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Advances the wall clock and runs the timers that expire. */
  void advance(Duration time) {
    wallMillis += time.toMillis();
    driver().advanceWallClockTime(time);
  }

  /** Lets the topology label what waits in a batch. */
  void finishBatch() {
    advance(LINGER);
  }

  /** The wall clock of the topology. */
  Instant wallTime() {
    return Instant.ofEpochMilli(wallMillis);
  }

  /** The labels since the last call. */
  List<ActivityLabel> labels() {
    return labelRecords().stream().map(TestRecord::value).toList();
  }

  /** The labels since the last call, with their headers. */
  List<TestRecord<String, ActivityLabel>> labelRecords() {
    return driver()
        .createOutputTopic(
            TOPICS.output(), new StringDeserializer(), TopicSerdes.activityLabel().deserializer())
        .readRecordsToList();
  }

  /** What was said of episodes since the last call. */
  List<ActivityEpisode> episodes() {
    return driver()
        .createOutputTopic(
            requireNonNull(TOPICS.episodes()),
            new StringDeserializer(),
            TopicSerdes.activityEpisode().deserializer())
        .readValuesToList();
  }

  /** The records of an output topic since the last call. */
  List<TestRecord<byte[], byte[]>> written(String topic) {
    return driver()
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** The wearers with something stored about an episode. */
  List<String> wearersWithEpisode() {
    return new WearerStore(progress()).episodes().wearers();
  }

  /** The stored models of the open episodes. */
  byte[] storedModels() {
    return requireNonNull(records(LabelTopology.EPISODES).get(""));
  }

  /** Replaces what is stored of a wearer's episode. */
  void corruptEpisode(String wearer, byte[] value) {
    new WearerStore(progress()).episodes().put(wearer, value);
  }

  /** Restarts after the changelog of the models was deleted. */
  void restartWithoutModels() {
    commit();
    committedEpisodes = Map.of();
    close();
    openCommitted();
  }

  /** The dead letters since the last call. */
  List<TestRecord<byte[], byte[]>> deadLetters() {
    return written(TOPICS.deadLetters());
  }

  /** How many slices have samples that an open segment needs. */
  int openSlices() {
    return memory.openSlices();
  }

  /** What all samples take, in bytes. */
  long sampleBytes() {
    return memory.bytes();
  }

  /** The delay of all labels together. */
  Duration labelDelay() {
    return Duration.ofMillis(
        (long) registry.get("kinetograph.label.delay").timer().totalTime(TimeUnit.MILLISECONDS));
  }

  /** How many wearers are in the store; the task's place is there, too. */
  int storedWearers() {
    int size = 0;
    try (KeyValueIterator<String, byte[]> all = progress().all()) {
      while (all.hasNext()) {
        size += all.next().key.isEmpty() ? 0 : 1;
      }
    }
    return size;
  }

  /** Offset of the oldest record that is read again after a restart. */
  long lowWatermark() {
    return ByteBuffer.wrap(progress().get("")).getLong();
  }

  private KeyValueStore<String, byte[]> progress() {
    return driver().getKeyValueStore(LabelTopology.PROGRESS);
  }

  /** How many events of episodes of a kind were published: entered, revised, exited or refused. */
  double episodes(String event) {
    return registry.counter("kinetograph.episodes", "event", event).count();
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

  /** In how many segments a unit was not worn. */
  double notWorn(String unit) {
    return registry.counter("kinetograph.segments.not.worn", "unit", unit).count();
  }

  /** How many closed segments had a result: labeled, insufficient-coverage or missing-unit. */
  double segments(String result) {
    return registry.counter("kinetograph.segments", "result", result).count();
  }

  /** How many segments closed for a reason: complete, grace, idle, max-open or memory. */
  double closed(String reason) {
    return registry.counter("kinetograph.segments.closed", "reason", reason).count();
  }

  /** The number of stored wearers as of the last eviction scan. */
  double reportedWearers() {
    return registry.get("kinetograph.wearers").gauge().value();
  }

  /** How many records were read again. */
  double replayed() {
    return registry.counter("kinetograph.replay.records").count();
  }

  /** How many units of segments, and dead letters, looked wrong in some way. */
  double suspicions(String kind) {
    return registry.counter("kinetograph.suspicions", "kind", kind).count();
  }

  /** How many looked wrong in any way. */
  double suspicions() {
    return registry.find("kinetograph.suspicions").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** A counter's or gauge's value. */
  double value(String meter) {
    return registry.get(meter).meter().measure().iterator().next().getValue();
  }

  /** Reads the published records again, from memory. */
  private final class LogReader implements InputReader {

    private int offset;

    LogReader(int offset) {
      this.offset = offset;
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout) {
      if (offset < earliestOffset) {
        throw new OffsetOutOfRangeException(
            Map.of(new TopicPartition(TOPICS.input(), 0), (long) offset));
      }
      int from = offset;
      offset = Math.min(log.size(), offset + replayBatch);
      return List.copyOf(log.subList(from, offset));
    }

    @Override
    public long position() {
      return offset;
    }

    @Override
    public long seekToEarliest() {
      offset = earliestOffset;
      return offset;
    }

    @Override
    public void close() {}
  }
}
