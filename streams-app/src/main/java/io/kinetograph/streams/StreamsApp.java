package io.kinetograph.streams;

import io.kinetograph.streams.classify.InvalidModelException;
import io.kinetograph.streams.cluster.TopicCheck;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.operations.AppState;
import io.kinetograph.streams.refresh.ModelService;
import io.kinetograph.streams.topology.DeadLetterHandler;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running app: a model, a topology, and the Kafka Streams client that runs it. May be used by
 * several threads; close it once done.
 */
public final class StreamsApp implements AppState, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final Settings settings;
  private final ModelService model;
  private final KafkaStreams streams;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private StreamsApp(Settings settings, ModelService model, KafkaStreams streams) {
    this.settings = settings;
    this.model = model;
    this.streams = streams;
  }

  /**
   * Loads the model and starts to label. Returns before partitions are assigned; see {@link
   * #awaitRunning}.
   *
   * @param settings what an operator has set
   * @param registry where meters are registered; it stays its owner's to close
   * @throws InvalidModelException if the model cannot be served
   * @throws KafkaException if Kafka's settings do not fit each other, the cluster does not answer,
   *     or a topic is missing or does not fit
   */
  public static StreamsApp start(Settings settings, MeterRegistry registry)
      throws InvalidModelException {
    Properties properties = properties(settings);
    StreamsConfig kafka = new StreamsConfig(properties);
    String servers = String.join(",", kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
    ModelService model = ModelService.start(settings.model(), settings.batch().size(), registry);
    try {
      new TopicCheck(kafka.getAdminConfigs("check"), servers, settings.checkTimeout())
          .check(settings.topics());
      StreamMetrics metrics = new StreamMetrics(registry);
      var topology =
          new LabelTopology(
                  settings.topics(),
                  settings.readings(),
                  settings.segments(),
                  settings.batch(),
                  model::newClassifier,
                  metrics)
              .build();
      StreamsApp app = new StreamsApp(settings, model, new KafkaStreams(topology, properties));
      app.start();
      LOG.info(
          "model {} of {} labels on {}, from {} to {}",
          model.model().card().version(),
          model.model().card().labels().size(),
          model.model().device(),
          settings.topics().input(),
          settings.topics().output());
      return app;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
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
    return properties;
  }

  private void start() {
    streams.setStateListener(
        (now, before) -> {
          LOG.info("{} -> {}", before, now);
          switch (now) {
            case RUNNING -> running.countDown();
            case ERROR, NOT_RUNNING -> ended.complete(null);
            default -> {}
          }
        });
    streams.setUncaughtExceptionHandler(
        e -> {
          LOG.error("a stream thread failed: {}", rootMessage(e), e);
          ended.completeExceptionally(e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
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
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public boolean isAlive() {
    return !streams.state().hasCompletedShutdown() && !ended.isDone();
  }

  @Override
  public String state() {
    return streams.state().name();
  }

  @Override
  public Map<String, Object> info() {
    return Map.of(
        "version", ProductVersion.current(), "model", model.info(), "topics", settings.topics());
  }

  /** Ends within 20 s: what is labelled is committed, the rest is read again at the next start. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    // By default a client stays in its group until its session times out, and whoever takes over,
    // this app started again above all, waits that long.
    CloseOptions leaving =
        CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leaving)) {
      LOG.warn("stream threads did not end within {}", CLOSE_TIMEOUT);
      return;
    }
    model.close();
    ended.complete(null);
  }
}
