package io.kinetograph.dashboard;

import io.kinetograph.dashboard.label.LabelSource;
import io.kinetograph.dashboard.label.LabelStore;
import io.kinetograph.dashboard.label.TopicLabelSource;
import io.kinetograph.dashboard.web.WebServer;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A running dashboard: reads the activity topic and serves the page. Whoever starts it closes it.
 *
 * <p>It needs no broker to start: it says on its page and at {@code /health/ready} what it waits
 * for.
 */
public final class DashboardServer implements AutoCloseable {

  /** So that a page that is opened later shows the time before. */
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
   * Starts a dashboard; it listens when this returns.
   *
   * @throws IllegalArgumentException if Kafka's consumer refuses a property
   * @throws IllegalStateException if it cannot listen on the host and port
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

  /** Starts a dashboard on labels from elsewhere, and closes the source with it. */
  static DashboardServer start(DashboardSettings settings, LabelSource source, Clock clock) {
    LabelStore store = new LabelStore(settings.historyPerWearer(), settings.forgetAfter(), clock);
    WebServer web =
        new WebServer(
            store, source::state, settings.forgetAfter(), settings.historyPerWearer(), clock);
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

  /** The port it listens on, or listened on until it was closed. */
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
