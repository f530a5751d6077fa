package io.kinetograph.streams.app;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.failure.CorruptState;
import io.kinetograph.streams.failure.StreamThreads;
import io.kinetograph.streams.liveness.LeaderWatch;
import io.kinetograph.streams.liveness.TopicWatch;
import io.kinetograph.streams.operations.AppState;
import io.kinetograph.streams.operations.KafkaMeters;
import io.kinetograph.streams.preflight.RegistryCheck;
import io.kinetograph.streams.preflight.TopicCheck;
import io.kinetograph.streams.serving.ModelService;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.BrokerTimeInterceptor;
import io.kinetograph.streams.topology.DeadLetterHandler;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.StateMemory;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running app: a model, a topology, and the Kafka Streams client that runs it. May be used by
 * several threads; close it once done.
 */
public final class StreamsApp implements AppState, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Settings settings;
  private final Parts parts;
  private final KafkaStreams streams;
  private final StreamThreads threads;
  private volatile @Nullable TopicWatch watch;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What the topology works with, whichever client runs it. */
  private record Parts(
      ModelService model,
      StateMemory memory,
      LeaderWatch leaders,
      KafkaMeters meters,
      StreamMetrics metrics)
      implements AutoCloseable {

    @Override
    public void close() {
      leaders.close();
      meters.close();
      metrics.close();
      model.close();
      memory.close();
    }
  }

  private StreamsApp(Settings settings, Parts parts, KafkaStreams streams, MeterRegistry registry) {
    this.settings = settings;
    this.parts = parts;
    this.streams = streams;
    this.threads =
        new StreamThreads(
            streams,
            settings.threads(),
            settings.topics().input(),
            registry,
            ended::completeExceptionally);
  }

  /**
   * Loads the model and starts to label. Returns before partitions are assigned; see {@link
   * #awaitRunning}.
   *
   * @param settings what an operator has set
   * @param registry where meters are registered; it stays its owner's to close
   * @throws InvalidModelException if the model cannot be served
   * @throws KafkaException if Kafka's settings do not fit each other, the cluster does not answer,
   *     or a topic is missing or does not fit, or the schema registry cannot be used, or the local
   *     state can neither be opened nor made anew
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
    Properties properties = properties(settings);
    StreamsConfig kafka = new StreamsConfig(properties);
    // Before the model, whose meters are the registry's first.
    KafkaMeters meters = new KafkaMeters(registry, settings.metrics().kafka());
    ModelService model;
    try {
      model = ModelService.start(settings.model(), settings.batch().size(), registry);
    } catch (InvalidModelException | RuntimeException e) {
      meters.close();
      throw e;
    }
    StateMemory memory = new StateMemory(settings.state());
    // An operator's own setter bounds the stores by itself.
    memory.settings().forEach(properties::putIfAbsent);
    StreamMetrics metrics = new StreamMetrics(registry);
    Optional<SchemaRegistry> schemas = settings.registry().map(SchemaRegistry::new);
    Parts parts;
    try {
      check(settings, kafka, schemas);
      // A client that cannot be made, as without an address, is told of by the check.
      LeaderWatch leaders =
          new LeaderWatch(
              adminConfig(kafka, "leaders"),
              settings.topics().input(),
              settings.segments().idleTimeout());
      parts = new Parts(model, memory, leaders, meters, metrics);
    } catch (RuntimeException e) {
      meters.close();
      metrics.close();
      model.close();
      memory.close();
      throw e;
    }
    StreamsApp app;
    try {
      LabelTopology topology = topology(settings, parts, classifiers, schemas);
      app =
          started(
              () ->
                  new StreamsApp(
                      settings, parts, new KafkaStreams(topology.build(), properties), registry),
              adminConfig(kafka, "watch"));
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    LOG.info(
        "model {} of {} labels on {}, from {} to {}",
        model.model().card().version(),
        model.model().card().labels().size(),
        model.model().device(),
        settings.topics().input(),
        settings.topics().output());
    return app;
  }

  private static void check(
      Settings settings, StreamsConfig kafka, Optional<SchemaRegistry> schemas) {
    String servers = String.join(",", kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
    boolean exactlyOnce =
        kafka
            .getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)
            .equals(StreamsConfig.EXACTLY_ONCE_V2);
    new TopicCheck(adminConfig(kafka, "check"), servers, settings.checkTimeout())
        .check(settings.topics(), exactlyOnce);
    schemas.ifPresent(found -> new RegistryCheck(found).check(settings.topics()));
  }

  private static LabelTopology topology(
      Settings settings,
      Parts parts,
      Function<ModelService, SegmentClassifier> classifiers,
      Optional<SchemaRegistry> schemas) {
    return new LabelTopology(
        settings.topics(),
        settings.readings(),
        settings.segments(),
        settings.batch(),
        () -> classifiers.apply(parts.model()),
        parts.metrics(),
        schemas
            .map(found -> TopicSerdes.accelerometerReading(found))
            .orElseGet(() -> TopicSerdes.accelerometerReading()),
        schemas
            .map(found -> TopicSerdes.activityLabel(found))
            .orElseGet(() -> TopicSerdes.activityLabel()),
        parts.leaders(),
        System::nanoTime);
  }

  /** Starts an app; once more, without its local state, if that is broken. */
  private static StreamsApp started(Supplier<StreamsApp> apps, Map<String, Object> watchConfig) {
    StreamsApp app = apps.get();
    try {
      app.start(watchConfig);
      return app;
    } catch (RuntimeException e) {
      if (!app.endStreams() || !CorruptState.isCauseOf(e)) {
        throw e;
      }
      LOG.warn(
          "{}: all local state is deleted and read again from the changelogs",
          CorruptState.sentence(e));
      app.streams.cleanUp();
    }
    StreamsApp again = apps.get();
    try {
      again.start(watchConfig);
      return again;
    } catch (RuntimeException e) {
      again.endStreams();
      throw e;
    }
  }

  /** Named, so that brokers' logs and quotas, and JMX, tell whose client it is. */
  private static Map<String, Object> adminConfig(StreamsConfig kafka, String purpose) {
    return kafka.getAdminConfigs(
        kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-" + purpose);
  }

  private static Properties properties(Settings settings) {
    Properties properties = new Properties();
    // One session and one caller a core label fastest, so there are as many threads as cores.
    properties.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG,
        Integer.toString(Runtime.getRuntime().availableProcessors()));
    // A thread looks whether a batch has waited long enough only between two polls.
    properties.put(
        StreamsConfig.POLL_MS_CONFIG, Long.toString(settings.batch().linger().toMillis()));
    properties.putAll(settings.kafka());
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    properties.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, settings.topics().deadLetters());
    interceptBrokerTime(properties);
    return properties;
  }

  /** Beside interceptors that an operator has set, by whichever of the keys that Kafka knows. */
  private static void interceptBrokerTime(Properties properties) {
    String key = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
    String mainKey = StreamsConfig.mainConsumerPrefix(key);
    String others = "";
    for (String set : List.of(key, StreamsConfig.consumerPrefix(key), mainKey)) {
      others = properties.getProperty(set, others);
    }
    String ours = BrokerTimeInterceptor.class.getName();
    properties.put(mainKey, others.isBlank() ? ours : ours + "," + others);
  }

  /** What no thread of ours has told of. */
  private void failed(KafkaException e) {
    if (ended.completeExceptionally(e)) {
      LOG.error("{}", e.getMessage());
    }
  }

  private void start(Map<String, Object> watchConfig) {
    watch = new TopicWatch(watchConfig, settings.topics(), this::failed);
    streams.setStateListener(
        (now, before) -> {
          LOG.info("{} -> {}", before, now);
          switch (now) {
            case RUNNING -> running.countDown();
            case NOT_RUNNING -> ended.complete(null);
            // Without a failure of a thread of ours: another instance ended all of the group.
            case ERROR ->
                failed(
                    new StreamsException(
                        "Kafka Streams has shut down, of nothing that failed in this process"));
            default -> {}
          }
        });
    streams.setUncaughtExceptionHandler(threads);
    streams.start();
    parts.meters().bind(streams);
  }

  /**
   * Waits until partitions are assigned and records flow.
   *
   * @param timeout how long at the most
   * @return whether they do
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until the app has ended, by {@link #close} or by itself.
   *
   * @throws ExecutionException if a stream thread failed; with its failure
   * @throws InterruptedException if interrupted while waiting
   */
  public void awaitEnd() throws ExecutionException, InterruptedException {
    ended.get();
  }

  /**
   * Waits until the app has ended, for some time.
   *
   * @param timeout how long at the most
   * @return whether it has ended
   * @throws ExecutionException if a stream thread failed; with its failure
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitEnd(Duration timeout) throws ExecutionException, InterruptedException {
    try {
      ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Override
  public boolean isReady() {
    return !ended.isDone()
        && streams.state() == KafkaStreams.State.RUNNING
        && threads.running() == threads.wanted();
  }

  @Override
  public boolean isAlive() {
    return !streams.state().hasCompletedShutdown() && !ended.isDone();
  }

  @Override
  public String state() {
    KafkaStreams.State state = streams.state();
    if (ended.isDone() && !state.hasCompletedShutdown()) {
      return state.name() + ": it failed and ends";
    }
    String cause =
        switch (state) {
          case CREATED, REBALANCING -> ": partitions are not assigned or not restored yet";
          case RUNNING ->
              ": %d of %d stream threads run".formatted(threads.running(), threads.wanted());
          default -> "";
        };
    return state.name() + cause;
  }

  @Override
  public Map<String, Object> info() {
    return Map.of(
        "version",
        ProductVersion.current(),
        "model",
        parts.model().info(),
        "topics",
        settings.topics());
  }

  /** Ends within 10 s: what is labelled is committed, the rest is read again at the next start. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    // What is interrupted ends in order; an interrupt that is pending would keep it from waiting.
    boolean interrupted = Thread.interrupted();
    try {
      end();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void end() {
    // A thread may still be in the model or a store: to free them now would crash the process.
    if (endStreams()) {
      parts.close();
      ended.complete(null);
    }
  }

  /** Ends the client that runs the topology; returns whether it did in time. */
  private boolean endStreams() {
    threads.closing();
    TopicWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
    // By default a client stays in its group until its session times out, and whoever takes over,
    // this app started again above all, waits that long.
    CloseOptions leaving =
        CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    boolean inTime = streams.close(leaving);
    if (!inTime) {
      LOG.warn("stream threads did not end within {}", CLOSE_TIMEOUT);
    }
    return inTime;
  }
}
