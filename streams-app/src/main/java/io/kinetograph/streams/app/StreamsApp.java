// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.OutputFormat;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.delivery.LimitsWatch;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.liveness.LeaderProbe;
import io.kinetograph.streams.liveness.ProgressWatch;
import io.kinetograph.streams.liveness.TopicWatch;
import io.kinetograph.streams.operations.AppState;
import io.kinetograph.streams.operations.KafkaMeters;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.Preflight;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.serving.ModelService;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.ConsumerInputReader;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.PartitionLiveness;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running app: puts the model, the topology and the observers of the cluster together and has a
 * {@link StreamsRunner} run them. May be used by several threads; close it once done.
 */
public final class StreamsApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);

  private final Settings settings;
  private final ModelService model;
  private final AtomicBoolean isModelInUse;
  private final StreamsRunner runner;
  private final TopicWatch topicWatch;
  private final ProgressWatch progress;
  private final WriteLimits limits;
  private final StreamMetrics metrics;
  private final Closer parts;
  private final AtomicBoolean closed = new AtomicBoolean();

  private StreamsApp(
      Settings settings,
      ModelService model,
      AtomicBoolean isModelInUse,
      StreamsRunner runner,
      TopicWatch topicWatch,
      ProgressWatch progress,
      WriteLimits limits,
      StreamMetrics metrics,
      Closer parts) {
    this.settings = settings;
    this.model = model;
    this.isModelInUse = isModelInUse;
    this.runner = runner;
    this.topicWatch = topicWatch;
    this.progress = progress;
    this.limits = limits;
    this.metrics = metrics;
    this.parts = parts;
  }

  /**
   * Loads the model and starts to label. Returns before partitions are assigned; see {@link
   * #awaitRunning}.
   *
   * @param settings what an operator has set
   * @param registry where meters are registered; it stays its owner's to close
   * @throws InvalidModelException if the model cannot be served
   * @throws KafkaException if Kafka's settings do not fit each other, the cluster does not answer,
   *     or a topic is missing or does not fit, or the schema registry cannot be used
   */
  public static StreamsApp start(Settings settings, MeterRegistry registry)
      throws InvalidModelException {
    return start(settings, registry, ModelService::classifier);
  }

  static StreamsApp start(
      Settings settings,
      MeterRegistry registry,
      Function<ModelService, SegmentClassifier> classifiers)
      throws InvalidModelException {
    Closer parts = new Closer();
    try {
      return start(settings, registry, classifiers, parts);
    } catch (InvalidModelException | RuntimeException e) {
      parts.closeAfter(e);
      throw e;
    }
  }

  private static StreamsApp start(
      Settings settings,
      MeterRegistry registry,
      Function<ModelService, SegmentClassifier> classifiers,
      Closer parts)
      throws InvalidModelException {
    // Before all that registers meters.
    KafkaMeters meters =
        parts.add(new KafkaMeters(registry, settings.metrics().kafka()), KafkaMeters::close);
    WriteLimits limits = new WriteLimits(settings.topics(), settings.kafka(), registry);
    Properties properties = StreamsProperties.of(settings, limits);
    StreamsConfig kafka = new StreamsConfig(properties);
    AtomicBoolean isModelInUse = new AtomicBoolean();
    ModelService model =
        parts.add(
            ModelService.start(
                settings.model(), settings.labels(), settings.batch().size(), registry),
            service -> {
              if (!isModelInUse.get()) {
                service.close();
              }
            });
    SampleMemory memory = new SampleMemory(settings.samples().memoryBytes());
    StreamMetrics metrics = parts.add(new StreamMetrics(registry, memory), StreamMetrics::close);
    Optional<SchemaRegistry> schemas = settings.registry().map(SchemaRegistry::new);
    Optional<SchemaRegistry> outputSchemas =
        schemas.filter(any -> settings.outputFormat() == OutputFormat.AVRO);

    Brokers brokers = parts.add(connect(settings, kafka), Brokers::close);
    boolean exactlyOnce =
        kafka
            .getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)
            .equals(StreamsConfig.EXACTLY_ONCE_V2);
    String applicationId = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG);
    List<String> changelogs = LabelTopology.changelogs(applicationId, settings.topics());
    Map<String, TopicDescription> found =
        new Preflight(brokers, outputSchemas)
            .check(settings.topics(), applicationId, changelogs, exactlyOnce);

    ScheduledExecutorService scheduler =
        parts.add(
            Executors.newSingleThreadScheduledExecutor(StreamsApp::daemon),
            ScheduledExecutorService::shutdownNow);
    parts.add(
        new LimitsWatch(
            brokers.admin(),
            scheduler,
            Stream.concat(settings.topics().written().stream(), changelogs.stream()).toList(),
            limits),
        LimitsWatch::close);
    LeaderProbe leaders =
        parts.add(
            LeaderProbe.start(
                brokers.admin(),
                scheduler,
                settings.topics().input(),
                settings.segments().idleTimeout(),
                registry),
            LeaderProbe::close);
    Topology topology =
        topology(
                settings,
                kafka,
                () -> classifiers.apply(model),
                memory,
                metrics,
                RecordSerdes.of(settings.outputFormat(), schemas),
                limits,
                leaders)
            .build();
    StreamsRunner runner =
        StreamsRunner.start(new KafkaStreams(topology, properties), settings, limits, registry);
    try {
      meters.bind(runner.streams(), scheduler);
      TopicWatch topicWatch =
          new TopicWatch(
              brokers.admin(), scheduler, settings.topics(), changelogs, found, runner::fail);
      ProgressWatch progress =
          progress(settings, kafka, brokers, scheduler, leaders, runner, registry);
      LogitsModel served = model.model();
      LOG.info(
          "model {} of {} labels on {}, from {} to {}{}",
          served.card().version(),
          served.card().labels().size(),
          served.device(),
          settings.topics().input(),
          settings.topics().output(),
          settings.topics().episodes() == null ? "" : " and " + settings.topics().episodes());
      StreamsApp app =
          new StreamsApp(
              settings, model, isModelInUse, runner, topicWatch, progress, limits, metrics, parts);
      parts.add(new HealthMeters(registry, app.health(), leaders), HealthMeters::close);
      return app;
    } catch (RuntimeException e) {
      runner.close();
      throw e;
    }
  }

  private static ProgressWatch progress(
      Settings settings,
      StreamsConfig kafka,
      Brokers brokers,
      ScheduledExecutorService scheduler,
      LeaderProbe leaders,
      StreamsRunner runner,
      MeterRegistry registry) {
    // Between two commits there is no progress to see.
    Duration twoCommits =
        Duration.ofMillis(2 * kafka.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
    Duration set = settings.progressTimeout();
    Duration limit = set.compareTo(twoCommits) > 0 ? set : twoCommits;
    return ProgressWatch.start(
        brokers.admin(),
        isolation(kafka),
        scheduler,
        kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG),
        settings.topics().input(),
        limit,
        leaders,
        () -> runner.lags(settings.topics().input()),
        () -> runner.threads().lastFailure(limit.multipliedBy(2)),
        runner.threads()::isMissing,
        registry);
  }

  private static IsolationLevel isolation(StreamsConfig kafka) {
    Object level =
        kafka.getMainConsumerConfigs("", "", 0).get(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
    return IsolationLevel.READ_COMMITTED.toString().equals(level)
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }

  private static Brokers connect(Settings settings, StreamsConfig kafka) {
    // Named, so that the brokers' logs and quotas, and JMX, show whose client it is.
    String clientId = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-admin";
    return Brokers.connect(
        kafka.getAdminConfigs(clientId),
        String.join(",", kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)),
        settings.checkTimeout());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "cluster-watch");
    thread.setDaemon(true);
    return thread;
  }

  private static LabelTopology topology(
      Settings settings,
      StreamsConfig kafka,
      Supplier<SegmentClassifier> classifiers,
      SampleMemory memory,
      StreamMetrics metrics,
      RecordSerdes serdes,
      WriteLimits limits,
      PartitionLiveness liveness) {
    return new LabelTopology(
        settings.topics(),
        settings.readings(),
        settings.segments(),
        settings.labels(),
        settings.episodes(),
        settings.batch(),
        classifiers,
        memory,
        metrics,
        ConsumerInputReader.factory(kafka),
        serdes.readings(),
        serdes.labels(),
        serdes.episodes(),
        limits,
        liveness,
        System::nanoTime);
  }

  /**
   * Waits until partitions are assigned and records flow.
   *
   * @param timeout how long at most
   * @return whether they do
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return runner.awaitRunning(timeout);
  }

  /**
   * Waits until the app has ended, after {@link #close} or an error.
   *
   * @throws ExecutionException if the app failed; with its failure
   * @throws InterruptedException if interrupted while waiting
   */
  public void awaitEnd() throws ExecutionException, InterruptedException {
    runner.awaitEnd();
  }

  /**
   * Waits until the app has ended, for some time.
   *
   * @param timeout how long at most
   * @return whether it has ended
   * @throws ExecutionException if the app failed; with its failure
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitEnd(Duration timeout) throws ExecutionException, InterruptedException {
    return runner.awaitEnd(timeout);
  }

  /** Whether it is ready and alive, and why not. */
  public AppState health() {
    AppHealth health = new AppHealth();
    health.started(this);
    return health;
  }

  /** Why it is not ready, beyond states and threads; empty if nothing is wrong. */
  Optional<String> trouble() {
    return limits
        .unwritable()
        .or(progress::stall)
        .or(() -> runner.threads().lastFailure(Duration.ZERO));
  }

  StreamsRunner runner() {
    return runner;
  }

  Map<String, Object> info() {
    return Map.of(
        "version",
        ProductVersion.current(),
        "model",
        model.info(),
        "topics",
        settings.topics(),
        "suspicions",
        metrics.suspicions());
  }

  /**
   * Commits what is labeled; the rest is read again at the next start. Stream threads have 10 s to
   * end.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    // An interrupted thread closes in order too; a pending interrupt would end each of its waits.
    boolean interrupted = Thread.interrupted();
    try {
      topicWatch.close();
      progress.close();
      // A thread may still be in the model: to free it now would crash the process.
      isModelInUse.set(!runner.close());
      parts.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
