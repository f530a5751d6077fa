// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.dashboard.DashboardServer;
import io.kinetograph.dashboard.DashboardSettings;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.program.WebAddress;
import io.kinetograph.quickstart.display.LabelDisplay;
import io.kinetograph.quickstart.display.LabelFeed;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.publish.Playback;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.HttpSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.operations.OperationsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * One run: starts the broker, the label feed, the dashboard, the app and the wearables, waits for
 * the end, and stops them in reverse order.
 */
final class QuickstartRun {

  private static final int FIRST_DASHBOARD_PORT = 8090;

  private static final Duration APP_START_TIMEOUT = Duration.ofSeconds(60);

  /** How long to wait for missing labels after the newest label. */
  private static final Duration LABEL_TIMEOUT = Duration.ofSeconds(30);

  /** The same, after the user asked to stop. */
  private static final Duration LABEL_TIMEOUT_WHEN_STOPPED = Duration.ofSeconds(3);

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final RunSettings settings;
  private final Scoreboard scoreboard;
  private final List<LabelDisplay> displays;
  private final PrintStream out;
  private final Clock wallClock = Clock.systemUTC();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CountDownLatch stop;

  /**
   * Prepares a run.
   *
   * @param scoreboard counts the segments and labels of the run
   * @param displays show every label
   * @param out where to print what was started and at which address
   * @param stop counted down to make the run end soon
   */
  QuickstartRun(
      RunSettings settings,
      Scoreboard scoreboard,
      List<LabelDisplay> displays,
      PrintStream out,
      CountDownLatch stop) {
    this.settings = settings;
    this.scoreboard = scoreboard;
    this.displays = List.copyOf(displays);
    this.out = out;
    this.stop = stop;
  }

  /**
   * Runs until the wearables have published everything and every label has arrived, or until the
   * run is stopped.
   *
   * @throws InvalidModelException if the app cannot serve its model
   * @throws QuickstartException if a part of the run failed
   * @throws InterruptedException if interrupted
   */
  void run() throws InvalidModelException, QuickstartException, InterruptedException {
    if (isStopped()) {
      return;
    }
    TopicSettings topics = settings.app().topics();
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings.brokerFolder(), settings.port())) {
      String servers = broker.bootstrapServers();
      out.printf("broker     %s, data in %s%n", servers, settings.brokerFolder());
      if (isStopped()) {
        return;
      }
      prepareTopics(servers, topics);
      try (LabelFeed feed = startFeed(servers, topics);
          DashboardServer dashboard = startDashboard(servers, topics);
          StreamsApp app = StreamsApp.start(settings.app(), registry);
          OperationsServer operations = startOperations(app);
          Producer<String, AccelerometerReading> producer = producer(servers);
          Playback playback =
              new Playback(
                  settings.wearers().motions(),
                  producer,
                  topics.input(),
                  settings.pace(),
                  wallClock,
                  scoreboard)) {
        awaitRunning(app);
        if (isStopped()) {
          return;
        }
        out.printf("app        %s to %s%n", topics.input(), topics.output());
        out.printf(
            "metrics    %s/metrics%n",
            WebAddress.url(settings.app().http().host(), operations.port()));
        if (dashboard != null) {
          out.printf(
              "dashboard  %s%n", WebAddress.url(DashboardSettings.DEFAULT_HOST, dashboard.port()));
        }
        out.printf("wearables  %s%n%n", settings.wearers().description());
        out.flush();
        playback.start();
        awaitPlayback(playback, feed, app);
        playback.stop();
        awaitLabels(playback, feed, app);
      }
    }
  }

  private void prepareTopics(String servers, TopicSettings topics)
      throws QuickstartException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      QuickstartTopics quickstartTopics = new QuickstartTopics(admin, topics);
      quickstartTopics.create();
      quickstartTopics.startAtEnd(settings.applicationId());
    }
  }

  private LabelFeed startFeed(String servers, TopicSettings topics) {
    String episodes = scoreboard.needsEpisodes() ? topics.episodes() : null;
    return LabelFeed.start(
        consumer(servers, topics.output(), TopicSerdes.activityLabel().deserializer()),
        episodes == null
            ? null
            : consumer(servers, episodes, TopicSerdes.activityEpisode().deserializer()),
        scoreboard,
        displays,
        wallClock);
  }

  private OperationsServer startOperations(StreamsApp app) {
    HttpSettings wanted = settings.app().http();
    int port = wanted.port() == 0 ? 0 : LocalPorts.firstFreeFrom(wanted.port());
    return OperationsServer.start(
        new HttpSettings(wanted.host(), port, wanted.hostNames()), app.health(), registry);
  }

  private @Nullable DashboardServer startDashboard(String servers, TopicSettings topics)
      throws QuickstartException {
    if (!settings.dashboard()) {
      return null;
    }
    DashboardSettings dashboard =
        DashboardSettings.of(servers)
            .withTopic(topics.output())
            .withEpisodesTopic(Optional.ofNullable(topics.episodes()))
            .withAddress(
                DashboardSettings.DEFAULT_HOST, LocalPorts.firstFreeFrom(FIRST_DASHBOARD_PORT));
    try {
      return DashboardServer.start(dashboard);
    } catch (IllegalStateException e) {
      throw new QuickstartException("the dashboard did not start", e);
    }
  }

  /** A consumer of what is published to a topic from now on. */
  static <V> Consumer<String, V> consumer(String servers, String topic, Deserializer<V> values) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    return LabelFeed.seekToEnd(
        new KafkaConsumer<>(settings, new StringDeserializer(), values), topic);
  }

  static Producer<String, AccelerometerReading> producer(String servers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true),
        new StringSerializer(),
        TopicSerdes.accelerometerReading().serializer());
  }

  private void awaitRunning(StreamsApp app) throws QuickstartException, InterruptedException {
    Instant latest = wallClock.instant().plus(APP_START_TIMEOUT);
    while (!isStopped() && !app.awaitRunning(CHECK_INTERVAL)) {
      checkApp(app);
      if (wallClock.instant().isAfter(latest)) {
        throw new QuickstartException(
            "the app did not start within " + APP_START_TIMEOUT.toSeconds() + " s");
      }
    }
  }

  private void awaitPlayback(Playback playback, LabelFeed feed, StreamsApp app)
      throws QuickstartException, InterruptedException {
    Optional<Instant> until = settings.duration().map(wallClock.instant()::plus);
    while (!isStopped()
        && !playback.end().isDone()
        && until.map(wallClock.instant()::isBefore).orElse(true)) {
      checkAll(playback, feed, app);
    }
  }

  private void awaitLabels(Playback playback, LabelFeed feed, StreamsApp app)
      throws QuickstartException, InterruptedException {
    long labels = scoreboard.labels();
    Instant newest = wallClock.instant();
    while (scoreboard.outstanding() > 0) {
      checkAll(playback, feed, app);
      if (scoreboard.labels() > labels) {
        labels = scoreboard.labels();
        newest = wallClock.instant();
      }
      Duration timeout = isStopped() ? LABEL_TIMEOUT_WHEN_STOPPED : LABEL_TIMEOUT;
      if (wallClock.instant().isAfter(newest.plus(timeout))) {
        return;
      }
    }
  }

  /** Whether the run must end soon. */
  boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Waits a moment, and throws if a part has failed. */
  private void checkAll(Playback playback, LabelFeed feed, StreamsApp app)
      throws QuickstartException, InterruptedException {
    check(playback.end(), "the wearables failed");
    check(feed.end(), "cannot read labels");
    checkApp(app);
    if (isStopped()) {
      Thread.sleep(CHECK_INTERVAL.toMillis());
    } else {
      var unused = stop.await(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Throws if a part has failed. */
  static void check(CompletableFuture<Void> end, String failure)
      throws QuickstartException, InterruptedException {
    if (end.isCompletedExceptionally()) {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw new QuickstartException(failure, e);
      }
    }
  }

  private static void checkApp(StreamsApp app) throws QuickstartException, InterruptedException {
    try {
      if (app.awaitEnd(Duration.ZERO)) {
        throw new QuickstartException("the app stopped by itself");
      }
    } catch (ExecutionException e) {
      throw new QuickstartException("the app failed", e);
    }
  }
}
