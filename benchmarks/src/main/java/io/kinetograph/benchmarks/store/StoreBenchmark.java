package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.broker.BrokerException;
import io.kinetograph.quickstart.broker.EmbeddedBroker;
import io.kinetograph.quickstart.broker.LocalPort;
import io.kinetograph.quickstart.broker.QuickstartTopics;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.StateSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.StateMemory;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures one design of the state store on a broker in this process, and prints one line. */
@Command(
    name = "store-benchmark",
    mixinStandardHelpOptions = true,
    description = "Measures one design of the state store; one process for each, to compare.")
public final class StoreBenchmark implements Callable<Integer> {

  private static final String APPLICATION = "store-benchmark";
  private static final QuickstartTopics TOPICS = QuickstartTopics.byDefault();

  @Option(
      names = "--design",
      defaultValue = "app",
      description =
          "app, runs, runs-in-memory, slice-buffers, gathered, or buckets-MILLIS"
              + " (default: ${DEFAULT-VALUE}).")
  private String design = "";

  @Option(names = "--wearers", defaultValue = "100", description = "How many (default: 100).")
  private int wearers;

  @Option(
      names = "--samples",
      defaultValue = "1",
      description = "Samples of a record, at 25 Hz (default: 1).")
  private int samples;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long to measure; with --drain, how much waits (default: 60).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds before measuring begins (default: 20).")
  private int warmUp;

  @Option(
      names = "--memory",
      defaultValue = "128",
      description = "MB that the stores share (default: 128).")
  private long memoryMegabytes;

  @Option(
      names = "--drain",
      description = "Work off what waits in the topic, instead of what comes live.")
  private boolean drain;

  @Option(
      names = "--restore",
      description =
          "Work off what waits, which ends in the middle of a segment, and start again: with the"
              + " stores on disk, and with the changelogs only.")
  private boolean restore;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of Kafka Streams, such as commit.interval.ms=1000.")
  private Map<String, String> kafka = Map.of();

  private StoreBenchmark() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    System.exit(new CommandLine(new StoreBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("store-benchmark");
    RocksDB.loadLibrary();
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(folder.resolve("broker"), LocalPort.freeFrom(19_092));
        KafkaProducer<byte[], byte[]> producer = producer(broker);
        Statistics statistics = new Statistics();
        StateMemory memory = new StateMemory(new StateSettings(memoryMegabytes << 20))) {
      createTopics(broker);
      Run run = new Run(folder, broker, producer, statistics, memory);
      System.out.println(restore ? run.restore() : drain ? run.drain() : run.live());
    } finally {
      Utils.delete(folder.toFile());
    }
    return 0;
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "client.id", "load",
            "linger.ms", "5"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void createTopics(EmbeddedBroker broker)
      throws BrokerException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TOPICS.create(admin);
    }
  }

  private Topology topology() {
    TopicSettings topics =
        new TopicSettings(TOPICS.readings(), TOPICS.labels(), TOPICS.deadLetters());
    if (design.equals("app")) {
      return new LabelTopology(
              topics,
              new ReadingSettings(Duration.ofMinutes(5), 500),
              new SegmentSettings(
                  Duration.ofSeconds(5),
                  Duration.ofSeconds(5),
                  Duration.ofSeconds(10),
                  Duration.ofDays(1),
                  Duration.ofMillis(200),
                  0.75f,
                  EnumSet.allOf(BodyUnit.class),
                  Set.of()),
              new BatchSettings(64, Duration.ofMillis(20), Duration.ofMillis(100)),
              NoClassifier::new,
              new StreamMetrics(new SimpleMeterRegistry()))
          .build();
    }
    return new DesignTopology(topics, storeDesign()).build();
  }

  private StoreDesign storeDesign() {
    String buckets = "buckets-";
    return switch (design) {
      case "runs" -> new RunPerKey(false);
      case "runs-in-memory" -> new RunPerKey(true);
      case "slice-buffers" -> new Buckets(Segment.LENGTH_MICROS, true);
      case "gathered" -> new Gathered();
      default -> {
        if (!design.startsWith(buckets)) {
          throw new IllegalArgumentException("there is no design '" + design + "'");
        }
        yield new Buckets(Long.parseLong(design.substring(buckets.length())) * 1000, false);
      }
    };
  }

  private record NoClassifier() implements SegmentClassifier {

    @Override
    public List<Classification> classify(List<Segment> segments) {
      return segments.stream()
          .map(segment -> new Classification("none", 1, Map.of("none", 1f), "none"))
          .toList();
    }
  }

  /** One measurement, with what it needs. */
  private final class Run {

    private final Path folder;
    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Statistics statistics;
    private final StateMemory memory;

    Run(
        Path folder,
        EmbeddedBroker broker,
        KafkaProducer<byte[], byte[]> producer,
        Statistics statistics,
        StateMemory memory) {
      this.folder = folder;
      this.broker = broker;
      this.producer = producer;
      this.statistics = statistics;
      this.memory = memory;
    }

    private Wearers wearers(long startMicros) {
      return new Wearers(wearers, samples, startMicros, TOPICS.readings(), producer);
    }

    private LabelWatch watch(Wearers publishing) {
      return new LabelWatch(
          broker.bootstrapServers(),
          TOPICS.labels(),
          QuickstartTopics.PARTITIONS,
          label ->
              publishing.published(
                  label.getWearer(), 1000 * label.getSegmentStart().toEpochMilli()));
    }

    private KafkaStreams streams() {
      Properties properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
      properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
      properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
      properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
      properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
      properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "1");
      properties.put(StreamsConfig.POLL_MS_CONFIG, "20");
      properties.putAll(kafka);
      properties.putAll(memory.settings());
      properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, CountingSetter.class);
      properties.put(CountingSetter.STATISTICS, statistics);
      // As the app has them by default.
      properties.putIfAbsent("topic.segment.bytes", "33554432");
      properties.putIfAbsent("topic.delete.retention.ms", "600000");
      return new KafkaStreams(topology(), properties);
    }

    private Costs costs(KafkaStreams streams) {
      return Costs.now(APPLICATION, streams.metrics(), statistics);
    }

    String live() throws InterruptedException, IOException {
      try (KafkaStreams streams = streams()) {
        streams.start();
        awaitRunning(streams);
        Wearers publishing = wearers(1000 * System.currentTimeMillis());
        try (LabelWatch watch = watch(publishing)) {
          publishLive(publishing, warmUp);
          Costs before = costs(streams);
          watch.takeDelays();
          publishLive(publishing, seconds);
          Costs spent = costs(streams).since(before);
          Histogram delays = watch.takeDelays();
          return line(spent, 125.0 * wearers * seconds)
              + " delay p50 %d p99 %d max %d ms, %d labels, %s"
                  .formatted(
                      delays.getValueAtPercentile(50),
                      delays.getValueAtPercentile(99),
                      delays.getMaxValue(),
                      delays.getTotalCount(),
                      memory(streams));
        }
      }
    }

    private void publishLive(Wearers publishing, int seconds) throws InterruptedException {
      long end = 1000 * System.currentTimeMillis() + seconds * 1_000_000L;
      long from = 1000 * System.currentTimeMillis();
      while (from < end) {
        Thread.sleep(5);
        long to = Math.min(end, 1000 * System.currentTimeMillis());
        publishing.publish(from, to);
        from = to;
      }
    }

    String drain() throws InterruptedException {
      long start = 1000 * (System.currentTimeMillis() - 1000L * seconds - 120_000);
      start -= start % Segment.LENGTH_MICROS;
      Wearers publishing = wearers(start);
      for (int second = 0; second < seconds; second++) {
        publishing.publish(start + second * 1_000_000L, start + (second + 1) * 1_000_000L);
      }
      producer.flush();
      long expected = (long) wearers * (seconds / 5 - 1);
      try (LabelWatch watch = watch(publishing);
          KafkaStreams streams = streams()) {
        streams.start();
        awaitRunning(streams);
        long begin = System.nanoTime();
        while (watch.labels() < expected) {
          Thread.sleep(20);
        }
        double took = (System.nanoTime() - begin) / 1e9;
        double total = 125.0 * wearers * seconds;
        return line(costs(streams), total)
            + " drained %.0f samples in %.1f s, %.0f a second".formatted(total, took, total / took);
      }
    }

    String restore() throws Exception {
      long start = 1000 * (System.currentTimeMillis() - 1000L * seconds - 120_000);
      // Wearers' clocks are up to a reading apart: so far from a border nobody's segment closes.
      start -= start % Segment.LENGTH_MICROS - Segment.LENGTH_MICROS / 2;
      Wearers publishing = wearers(start);
      for (int second = 0; second <= seconds; second++) {
        publishing.publish(start + second * 1_000_000L, start + (second + 1) * 1_000_000L);
      }
      producer.flush();
      try (KafkaStreams streams = streams()) {
        streams.start();
        awaitRunning(streams);
        awaitCommitted();
        leave(streams);
      }
      long changelogs = changelogsOnDisk();
      Restoring fromDisk = start();
      Utils.delete(folder.resolve("state").toFile());
      Restoring fromChangelogs = start();
      return "%s, %d a record, %d wearers: changelogs of %.1f MB; from disk: %s; anew: %s"
          .formatted(
              design, samples, wearers, changelogs / 1e6, fromDisk.told(), fromChangelogs.told());
    }

    private Restoring start() throws InterruptedException {
      Restoring restoring = new Restoring();
      try (KafkaStreams streams = streams()) {
        streams.setGlobalStateRestoreListener(restoring);
        long begin = System.nanoTime();
        streams.start();
        awaitRunning(streams);
        restoring.running(Duration.ofNanos(System.nanoTime() - begin));
        leave(streams);
      }
      return restoring;
    }

    private static void leave(KafkaStreams streams) {
      streams.close(
          CloseOptions.timeout(Duration.ofSeconds(30))
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private void awaitCommitted() throws Exception {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < QuickstartTopics.PARTITIONS; partition++) {
          latest.put(new TopicPartition(TOPICS.readings(), partition), OffsetSpec.latest());
        }
        var ends = admin.listOffsets(latest).all().get();
        while (true) {
          var committed =
              admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
          if (ends.entrySet().stream()
              .allMatch(
                  end ->
                      end.getValue().offset() == 0
                          || (committed.get(end.getKey()) != null
                              && committed.get(end.getKey()).offset()
                                  >= end.getValue().offset()))) {
            return;
          }
          Thread.sleep(100);
        }
      }
    }

    private String line(Costs spent, double samplesTaken) {
      return ("%s, %d a record: CPU us a sample: app %.2f rocksdb %.2f broker %.2f;"
              + " a sample: changelog records %.3f bytes %.1f, rocksdb bytes %.1f;")
          .formatted(
              design,
              samples,
              1e6 * spent.appSeconds() / samplesTaken,
              1e6 * spent.rocksSeconds() / samplesTaken,
              1e6 * spent.brokerSeconds() / samplesTaken,
              spent.changelogRecords() / samplesTaken,
              spent.changelogBytes() / samplesTaken,
              spent.rocksBytes() / samplesTaken);
    }

    private String memory(KafkaStreams streams) throws IOException {
      System.gc();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      double rocks =
          streams.metrics().entrySet().stream()
              .filter(
                  metric ->
                      metric.getKey().name().equals("size-all-mem-tables")
                          || metric.getKey().name().equals("block-cache-usage")
                          || metric.getKey().name().equals("estimate-table-readers-mem"))
              .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
              .sum();
      return "heap after GC %d MB, rocksdb %.1f MB, changelogs on disk %d MB"
          .formatted(heap >> 20, rocks / (1 << 20), changelogsOnDisk() >> 20);
    }

    private long changelogsOnDisk() throws IOException {
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
  }

  private static void awaitRunning(KafkaStreams streams) throws InterruptedException {
    while (streams.state() != KafkaStreams.State.RUNNING) {
      if (streams.state().hasCompletedShutdown()) {
        throw new IllegalStateException("the topology did not start: " + streams.state());
      }
      Thread.sleep(20);
    }
  }
}
