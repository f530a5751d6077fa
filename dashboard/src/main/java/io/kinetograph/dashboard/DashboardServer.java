// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.dashboard.episode.Episode;
import io.kinetograph.dashboard.episode.EpisodeStore;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabelStore;
import io.kinetograph.dashboard.label.LabeledSegment;
import io.kinetograph.dashboard.topic.RecordSource;
import io.kinetograph.dashboard.topic.TopicSource;
import io.kinetograph.dashboard.web.WebServer;
import io.kinetograph.program.HostNames;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A running dashboard: reads the topics of labels and episodes, and serves the page. The caller
 * closes it.
 *
 * <p>It starts without a broker. Its page and {@code /health/ready} then say what is missing.
 */
public final class DashboardServer implements AutoCloseable {

  /** How much of the past's labels a page shows that is opened just after the start. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(10);

  private final List<RecordSource<?>> sources;
  private final WebServer web;
  private final int port;

  private DashboardServer(List<RecordSource<?>> sources, WebServer web) {
    this.sources = sources;
    this.web = web;
    this.port = web.port();
  }

  /**
   * Starts a dashboard. It accepts connections when this returns.
   *
   * @throws IllegalArgumentException if Kafka's consumer rejects a property
   * @throws IllegalStateException if the port is taken or the host is not an address of this
   *     machine
   */
  public static DashboardServer start(DashboardSettings settings) {
    Clock clock = Clock.systemUTC();
    Optional<SchemaRegistry> registry = settings.registry().map(SchemaRegistry::new);
    TopicSource<ActivityLabel, Label> labels =
        new TopicSource<>(
            settings.kafka(),
            settings.topic(),
            "labels",
            registry
                .map(TopicSerdes::activityLabel)
                .orElseGet(TopicSerdes::activityLabel)
                .deserializer(),
            Label::of,
            LOOK_BACK,
            clock);
    Optional<RecordSource<Episode>> episodes =
        settings
            .episodesTopic()
            .map(
                topic ->
                    new TopicSource<>(
                        settings.kafka(),
                        topic,
                        "episodes",
                        registry
                            .map(TopicSerdes::activityEpisode)
                            .orElseGet(TopicSerdes::activityEpisode)
                            .deserializer(),
                        Episode::of,
                        EpisodeStore.KEEP,
                        clock));
    return start(settings, labels, episodes, clock);
  }

  /** Starts a dashboard with other sources. Closing the dashboard closes the sources. */
  static DashboardServer start(
      DashboardSettings settings,
      RecordSource<Label> labels,
      Optional<RecordSource<Episode>> episodes,
      Clock clock) {
    LabelStore labelStore =
        new LabelStore(settings.historyPerWearer(), settings.forgetAfter(), clock);
    EpisodeStore episodeStore = new EpisodeStore(clock);
    WebServer web =
        new WebServer(
            labelStore,
            episodeStore,
            labels::state,
            () -> episodes.map(RecordSource::state),
            HostNames.of(settings.host(), settings.hostNames()),
            settings.forgetAfter(),
            settings.historyPerWearer(),
            clock);
    List<RecordSource<?>> sources = new ArrayList<>(List.of(labels));
    episodes.ifPresent(sources::add);
    try {
      web.start(settings.host(), settings.port());
    } catch (RuntimeException e) {
      sources.forEach(RecordSource::close);
      throw e;
    }
    episodes.ifPresent(
        source -> source.start(episode -> episodeStore.add(episode).ifPresent(web::publish)));
    labels.start(
        label -> {
          LabeledSegment segment = label.segment();
          episodeStore.see(label.wearer(), segment.start(), segment.end(), label.group());
          if (labelStore.add(label)) {
            web.publish(label);
          }
        });
    return new DashboardServer(sources, web);
  }

  /** The port, also after the server was closed. */
  public int port() {
    return port;
  }

  /** Stops reading and listening, within seconds. May be repeated. */
  @Override
  public void close() {
    sources.forEach(RecordSource::close);
    web.close();
  }
}
