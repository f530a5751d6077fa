// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.EmbeddedBroker;
import io.kinetograph.quickstart.LocalPorts;
import io.kinetograph.quickstart.QuickstartException;
import io.kinetograph.quickstart.QuickstartTopics;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.config.StateSettings;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.StateMemory;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;

/** What a measurement runs on: a broker with the topics, a producer, and the app's topology. */
final class TestBed implements AutoCloseable {

  private static final String APPLICATION = "app-benchmark";
  private static final Set<String> ROCKSDB_MEMORY =
      Set.of("size-all-mem-tables", "block-cache-usage", "estimate-table-readers-mem");

  private final LoadOptions options;
  private final Settings settings;
  private final Path folder;
  private final EmbeddedBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Statistics statistics;
  private final StateMemory memory;

  private TestBed(LoadOptions options, Settings settings, Path folder, EmbeddedBroker broker) {
    this.options = options;
    this.settings = settings;
    this.folder = folder;
    this.broker = broker;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "client.id", "load",
                "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.statistics = new Statistics();
    this.memory = new StateMemory(new StateSettings(options.memoryMegabytes << 20));
  }

  /** Starts a broker in a temporary folder and creates the topics. */
  static TestBed start(LoadOptions options)
      throws IOException, QuickstartException, InvalidSettingsException, InterruptedException {
    RocksDB.loadLibrary();
    Settings settings = Settings.of(Map.of());
    Path folder = Files.createTempDirectory(APPLICATION);
    EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("broker"), LocalPorts.firstFreeFrom(19_092));
    TestBed bed = new TestBed(options, settings, folder, broker);
    try (Admin admin = bed.admin()) {
      new QuickstartTopics(admin, settings.topics()).create();
    }
    return bed;
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  LoadGenerator load(long startMicros) {
    return new LoadGenerator(
        options.wearers, options.samples, startMicros, settings.topics().input(), producer);
  }

  LabelConsumer labels(LoadGenerator load) {
    return new LabelConsumer(
        broker.bootstrapServers(),
        settings.topics().output(),
        QuickstartTopics.PARTITIONS,
        label ->
            load.publishedMicros(label.getWearer(), 1000 * label.getSegmentStart().toEpochMilli()));
  }

  /** A new Kafka Streams client with the app's topology and defaults. */
  KafkaStreams streams() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder().toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "1");
    properties.put(StreamsConfig.POLL_MS_CONFIG, "20");
    properties.putAll(options.kafka);
    properties.putAll(memory.settings());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, CountingConfigSetter.class);
    properties.put(CountingConfigSetter.STATISTICS, statistics);
    // The app's defaults for its changelogs.
    properties.putIfAbsent("topic.segment.bytes", "33554432");
    properties.putIfAbsent("topic.delete.retention.ms", "600000");
    return new KafkaStreams(topology(), properties);
  }

  private Topology topology() {
    return new LabelTopology(
            settings.topics(),
            settings.readings(),
            settings.segments(),
            settings.batch(),
            () -> TestBed::classifyNothing,
            new StreamMetrics(new SimpleMeterRegistry()))
        .build();
  }

  private static List<Classification> classifyNothing(List<Segment> segments) {
    return segments.stream()
        .map(segment -> new Classification("none", 1, Map.of("none", 1f), "none"))
        .toList();
  }

  static void awaitRunning(KafkaStreams streams) throws InterruptedException {
    while (streams.state() != KafkaStreams.State.RUNNING) {
      if (streams.state().hasCompletedShutdown()) {
        throw new IllegalStateException("the topology did not start: " + streams.state());
      }
      Thread.sleep(20);
    }
  }

  /** Closes a client and leaves its group, so that the next one starts without a timeout. */
  static void leave(KafkaStreams streams) {
    streams.close(
        CloseOptions.timeout(Duration.ofSeconds(30))
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /** Waits until the app has committed all published readings. */
  void awaitCommitted() throws InterruptedException, ExecutionException {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (int partition = 0; partition < QuickstartTopics.PARTITIONS; partition++) {
        latest.put(new TopicPartition(settings.topics().input(), partition), OffsetSpec.latest());
      }
      var ends = admin.listOffsets(latest).all().get();
      while (true) {
        var committed =
            admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
        if (ends.entrySet().stream()
            .allMatch(end -> reaches(committed.get(end.getKey()), end.getValue().offset()))) {
          return;
        }
        Thread.sleep(100);
      }
    }
  }

  private static boolean reaches(@Nullable OffsetAndMetadata committed, long end) {
    return end == 0 || (committed != null && committed.offset() >= end);
  }

  Costs costs(KafkaStreams streams) {
    return Costs.now(APPLICATION, streams.metrics(), statistics);
  }

  String memoryInUse(KafkaStreams streams) throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    double rocks =
        streams.metrics().entrySet().stream()
            .filter(metric -> ROCKSDB_MEMORY.contains(metric.getKey().name()))
            .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
            .sum();
    return "heap after GC %d MB, rocksdb %.1f MB, changelogs on disk %d MB"
        .formatted(heap >> 20, rocks / (1 << 20), changelogBytesOnDisk() >> 20);
  }

  long changelogBytesOnDisk() throws IOException {
    long bytes = 0;
    try (var files = Files.walk(folder.resolve("broker"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().endsWith(".log")
            && file.toString().contains("-changelog-")) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }

  Path stateFolder() {
    return folder.resolve("state");
  }

  @Override
  public void close() throws IOException {
    memory.close();
    statistics.close();
    producer.close();
    broker.close();
    Utils.delete(folder.toFile());
  }
}
