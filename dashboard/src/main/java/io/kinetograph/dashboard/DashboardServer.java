// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.dashboard.label.LabelSource;
import io.kinetograph.dashboard.label.LabelStore;
import io.kinetograph.dashboard.label.TopicLabelSource;
import io.kinetograph.dashboard.web.WebServer;
import io.kinetograph.program.HostNames;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A running dashboard: reads the activity topic and serves the page. The caller closes it.
 *
 * <p>It starts without a broker. Its page and {@code /health/ready} then say what is missing.
 */
public final class DashboardServer implements AutoCloseable {

  /** How much of the past a page shows that is opened just after the start. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(10);

  private final LabelSource source;
  private final WebServer web;
  private final int port;

  private DashboardServer(LabelSource source, WebServer web) {
    this.source = source;
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
    return start(
        settings,
        new TopicLabelSource(
            settings.kafka(), settings.topic(), deserializer(settings), LOOK_BACK, clock),
        clock);
  }

  private static Deserializer<ActivityLabel> deserializer(DashboardSettings settings) {
    return settings
        .registry()
        .map(registry -> TopicSerdes.activityLabel(new SchemaRegistry(registry)))
        .orElseGet(() -> TopicSerdes.activityLabel())
        .deserializer();
  }

  /** Starts a dashboard with another source of labels. Closing the dashboard closes the source. */
  static DashboardServer start(DashboardSettings settings, LabelSource source, Clock clock) {
    LabelStore store = new LabelStore(settings.historyPerWearer(), settings.forgetAfter(), clock);
    WebServer web =
        new WebServer(
            store,
            source::state,
            HostNames.of(settings.host(), settings.hostNames()),
            settings.forgetAfter(),
            settings.historyPerWearer(),
            clock);
    try {
      web.start(settings.host(), settings.port());
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
    source.start(
        label -> {
          if (store.add(label)) {
            web.publish(label);
          }
        });
    return new DashboardServer(source, web);
  }

  /** The port, also after the server was closed. */
  public int port() {
    return port;
  }

  /** Stops reading and listening, within seconds. May be repeated. */
  @Override
  public void close() {
    source.close();
    web.close();
  }
}
