package io.kinetograph.quickstart;

import io.kinetograph.dashboard.DashboardServer;
import io.kinetograph.dashboard.DashboardSettings;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.quickstart.app.FreshStart;
import io.kinetograph.quickstart.broker.BrokerException;
import io.kinetograph.quickstart.broker.EmbeddedBroker;
import io.kinetograph.quickstart.broker.LocalPort;
import io.kinetograph.quickstart.broker.QuickstartTopics;
import io.kinetograph.quickstart.publish.Playback;
import io.kinetograph.quickstart.watch.LabelFeed;
import io.kinetograph.quickstart.watch.LabelView;
import io.kinetograph.quickstart.watch.Scoreboard;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * One run: starts the broker, whoever reads labels, the app and the wearables, waits for the end,
 * and stops them in the opposite order.
 */
final class Quickstart {

  private static final int USUAL_DASHBOARD_PORT = 8090;

  private static final Duration APP_START = Duration.ofSeconds(60);

  /** How long labels that are to come are waited for after the newest one. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The same, for somebody who wants to stop. */
  private static final Duration PATIENCE_WHEN_STOPPED = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(100);

  private final Plan plan;
  private final Scoreboard scoreboard;
  private final List<LabelView> views;
  private final PrintStream out;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * Prepares a run.
   *
   * @param scoreboard keeps the run's account
   * @param views told of every label
   * @param out told what was started and where
   */
  Quickstart(Plan plan, Scoreboard scoreboard, List<LabelView> views, PrintStream out) {
    this.plan = plan;
    this.scoreboard = scoreboard;
    this.views = List.copyOf(views);
    this.out = out;
  }

  /** Makes the run end soon. */
  void stop() {
    stop.countDown();
  }

  /**
   * Runs, until the wearables have nothing more to send and the labels have come, or until the run
   * is stopped.
   *
   * @throws BrokerException if the broker cannot start or does not do its part
   * @throws InvalidModelException if the app's model cannot be served
   * @throws RunFailedException if a part of it failed
   * @throws InterruptedException if interrupted
   */
  void run()
      throws BrokerException, InvalidModelException, RunFailedException, InterruptedException {
    try (EmbeddedBroker broker = EmbeddedBroker.start(plan.brokerFolder(), plan.port())) {
      Map<String, Object> servers =
          Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
      out.printf("broker     %s, data in %s%n", broker.bootstrapServers(), plan.brokerFolder());
      TopicSettings topics = plan.app().topics();
      prepare(servers, topics);
      try (LabelFeed feed =
              LabelFeed.start(consumer(servers), topics.output(), scoreboard, views, clock);
          DashboardServer dashboard = startDashboard(broker, topics);
          StreamsApp app = StreamsApp.start(plan.app(), registry);
          OperationsServer operations = startOperations(app);
          Producer<String, AccelerometerReading> producer = producer(servers);
          Playback playback =
              new Playback(
                  plan.wearers().motions(),
                  producer,
                  topics.input(),
                  plan.pace(),
                  clock,
                  scoreboard)) {
        awaitRunning(app);
        out.printf("app        %s to %s%n", topics.input(), topics.output());
        out.printf(
            "metrics    http://%s:%d/metrics%n", plan.app().http().host(), operations.port());
        if (dashboard != null) {
          out.printf("dashboard  http://%s:%d%n", DashboardSettings.DEFAULT_HOST, dashboard.port());
        }
        out.printf("wearables  %s%n%n", plan.wearers().words());
        playback.start();
        awaitMotion(playback, feed, app);
        playback.stop();
        awaitLabels(playback, feed, app);
      }
    }
  }

  private OperationsServer startOperations(StreamsApp app) {
    HttpSettings wanted = plan.app().http();
    int port = wanted.port() == 0 ? 0 : LocalPort.freeFrom(wanted.port());
    return OperationsServer.start(new HttpSettings(wanted.host(), port), app.health(), registry);
  }

  private @Nullable DashboardServer startDashboard(EmbeddedBroker broker, TopicSettings topics)
      throws RunFailedException {
    if (!plan.dashboard()) {
      return null;
    }
    DashboardSettings settings =
        DashboardSettings.of(broker.bootstrapServers())
            .withTopic(topics.output())
            .withAddress(DashboardSettings.DEFAULT_HOST, LocalPort.freeFrom(USUAL_DASHBOARD_PORT));
    try {
      return DashboardServer.start(settings);
    } catch (IllegalStateException e) {
      throw new RunFailedException("the dashboard did not start", e);
    }
  }

  private void prepare(Map<String, Object> servers, TopicSettings topics)
      throws BrokerException, InterruptedException {
    try (Admin admin = Admin.create(servers)) {
      new QuickstartTopics(topics.input(), topics.output(), topics.deadLetters()).create(admin);
      FreshStart fresh = new FreshStart(admin);
      fresh.forgetEarlierRuns(plan.stateFolder());
      fresh.beginAtEnd(plan.applicationId(), topics.input());
    }
  }

  private static Consumer<String, ActivityLabel> consumer(Map<String, Object> servers) {
    return new KafkaConsumer<>(
        with(servers, Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
        new StringDeserializer(),
        TopicSerdes.activityLabel().deserializer());
  }

  private static Producer<String, AccelerometerReading> producer(Map<String, Object> servers) {
    return new KafkaProducer<>(
        with(servers, Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)),
        new StringSerializer(),
        TopicSerdes.accelerometerReading().serializer());
  }

  private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }

  private void awaitRunning(StreamsApp app) throws RunFailedException, InterruptedException {
    Instant latest = clock.instant().plus(APP_START);
    while (!isStopped() && !app.awaitRunning(LOOK)) {
      checkApp(app);
      if (clock.instant().isAfter(latest)) {
        throw new RunFailedException(
            "the app did not start within " + APP_START.toSeconds() + " s");
      }
    }
  }

  private void awaitMotion(Playback playback, LabelFeed feed, StreamsApp app)
      throws RunFailedException, InterruptedException {
    Optional<Instant> until = plan.duration().map(clock.instant()::plus);
    while (!isStopped()
        && !playback.end().isDone()
        && until.map(clock.instant()::isBefore).orElse(true)) {
      look(playback, feed, app);
    }
  }

  private void awaitLabels(Playback playback, LabelFeed feed, StreamsApp app)
      throws RunFailedException, InterruptedException {
    long labels = scoreboard.labels();
    Instant newest = clock.instant();
    while (scoreboard.outstanding() > 0) {
      look(playback, feed, app);
      if (scoreboard.labels() > labels) {
        labels = scoreboard.labels();
        newest = clock.instant();
      }
      Duration patience = isStopped() ? PATIENCE_WHEN_STOPPED : PATIENCE;
      if (clock.instant().isAfter(newest.plus(patience))) {
        return;
      }
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Waits a moment, and fails if a part has failed. */
  private void look(Playback playback, LabelFeed feed, StreamsApp app)
      throws RunFailedException, InterruptedException {
    check(playback.end(), "the wearables failed");
    check(feed.end(), "labels cannot be read");
    checkApp(app);
    if (isStopped()) {
      Thread.sleep(LOOK.toMillis());
    } else {
      var unused = stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void check(CompletableFuture<Void> end, String failed)
      throws RunFailedException, InterruptedException {
    if (end.isCompletedExceptionally()) {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw new RunFailedException(failed, e);
      }
    }
  }

  private static void checkApp(StreamsApp app) throws RunFailedException, InterruptedException {
    try {
      if (app.awaitEnd(Duration.ZERO)) {
        throw new RunFailedException("the app has ended by itself");
      }
    } catch (ExecutionException e) {
      throw new RunFailedException("the app failed", e);
    }
  }
}
