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
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.HttpSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.operations.OperationsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * One run: starts the broker, the label feed, the dashboard, the app and the wearables, waits for
 * the end, and stops them in reverse order.
 */
final class QuickstartRun {

  private static final int FIRST_DASHBOARD_PORT = 8090;

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
      RunClients clients = new RunClients(servers);
      try (LabelFeed feed = startFeed(clients, topics);
          DashboardServer dashboard = startDashboard(servers, topics);
          StreamsApp app = StreamsApp.start(settings.app(), registry);
          OperationsServer operations = startOperations(app);
          Producer<String, AccelerometerReading> producer = clients.readings();
          Playback playback =
              new Playback(
                  settings.wearers().motions(),
                  producer,
                  topics.input(),
                  settings.pace(),
                  wallClock,
                  scoreboard)) {
        RunWatch watch = new RunWatch(app, playback, feed, scoreboard, stop, wallClock);
        watch.awaitRunning();
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
        watch.awaitPlayback(settings.duration());
        playback.stop();
        watch.awaitLabels();
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

  private LabelFeed startFeed(RunClients clients, TopicSettings topics) {
    Optional<SchemaRegistry> schemas = settings.app().registry().map(SchemaRegistry::new);
    String episodes = scoreboard.needsEpisodes() ? topics.episodes() : null;
    return LabelFeed.start(
        clients.consumerFromEnd(
            topics.output(),
            schemas
                .map(TopicSerdes::activityLabel)
                .orElseGet(TopicSerdes::activityLabel)
                .deserializer()),
        episodes == null
            ? null
            : clients.consumerFromEnd(
                episodes,
                schemas
                    .map(TopicSerdes::activityEpisode)
                    .orElseGet(TopicSerdes::activityEpisode)
                    .deserializer()),
        scoreboard,
        displays,
        wallClock);
  }

  private OperationsServer startOperations(StreamsApp app) throws QuickstartException {
    HttpSettings wanted = settings.app().http();
    int port = wanted.port() == 0 ? 0 : LocalPorts.firstFreeFrom(wanted.port());
    try {
      return OperationsServer.start(
          new HttpSettings(wanted.host(), port, wanted.hostNames()), app.health(), registry);
    } catch (RuntimeException e) {
      // Its message names the settings and the reason; its causes repeat that in other words.
      throw new QuickstartException("the metrics cannot be served: " + e.getMessage());
    }
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
            .withRegistry(settings.app().registry())
            .withAddress(
                DashboardSettings.DEFAULT_HOST, LocalPorts.firstFreeFrom(FIRST_DASHBOARD_PORT));
    try {
      return DashboardServer.start(dashboard);
    } catch (IllegalStateException e) {
      throw new QuickstartException("the dashboard did not start", e);
    }
  }

  /** Whether the run must end soon. */
  boolean isStopped() {
    return stop.getCount() == 0;
  }
}
