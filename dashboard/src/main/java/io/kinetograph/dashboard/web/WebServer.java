// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson;
import io.javalin.json.JsonMapper;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import io.kinetograph.dashboard.episode.EpisodeStore;
import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabelStore;
import io.kinetograph.dashboard.topic.SourceState;
import io.kinetograph.dashboard.web.EpisodeViews.EpisodeEventView;
import io.kinetograph.dashboard.web.Views.LabelView;
import io.kinetograph.dashboard.web.Views.StatusView;
import io.kinetograph.dashboard.web.Views.WearersView;
import io.kinetograph.program.HostNames;
import io.kinetograph.program.ListenFailure;
import io.kinetograph.program.WebAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Serves the page and its requests: {@code /api/wearers}, {@code /api/episodes}, {@code
 * /api/totals}, {@code /api/labels} (server-sent events), {@code /health/live} and {@code
 * /health/ready}.
 */
public final class WebServer implements AutoCloseable {

  /**
   * The page loads nothing from other hosts, so the browser has to block them. The hash is that of
   * the page's one inline script.
   */
  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; script-src 'self'"
              + " 'sha256-+fft/Wm7hzCHsqKzidWY568aqS+Dbnsua4tafviaaKI='; object-src 'none';"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  private static final String PAGE = "/io/kinetograph/dashboard/page";

  private final LabelStore labels;
  private final EpisodeRequests episodes;
  private final Supplier<SourceState> labelSource;
  private final Supplier<Optional<SourceState>> episodeSource;
  private final HostNames hostNames;
  private final Duration forgetAfter;
  private final int historyPerWearer;
  private final Clock clock;
  private final JsonMapper json = new JavalinJackson(new ObjectMapper(), false);
  private final UpdateStream stream = new UpdateStream(this::status);
  private final Javalin javalin;

  /**
   * Creates a server that does not accept connections yet.
   *
   * @param labels the labels to show
   * @param episodes the episodes to show
   * @param labelSource returns whether labels can be read
   * @param episodeSource returns whether episodes can be read; empty if they are not to be read
   * @param hostNames by which browsers may ask
   * @param forgetAfter sent to the page, which forgets wearers as the store does
   * @param historyPerWearer sent to the page
   * @param clock sent to the page, for the age of labels
   */
  public WebServer(
      LabelStore labels,
      EpisodeStore episodes,
      Supplier<SourceState> labelSource,
      Supplier<Optional<SourceState>> episodeSource,
      HostNames hostNames,
      Duration forgetAfter,
      int historyPerWearer,
      Clock clock) {
    this.labels = labels;
    this.episodes = new EpisodeRequests(episodes, episodeSource, clock);
    this.labelSource = labelSource;
    this.episodeSource = episodeSource;
    this.hostNames = hostNames;
    this.forgetAfter = forgetAfter;
    this.historyPerWearer = historyPerWearer;
    this.clock = clock;
    this.javalin = Javalin.create(this::configure);
  }

  /**
   * Starts to accept connections.
   *
   * @param host name or address of the interface
   * @param port 0 for a free one
   * @throws IllegalStateException if the port is taken or the host is not an address of this
   *     machine
   */
  public void start(String host, int port) {
    // The exception below says it all; Javalin would also log an ERROR line without the reason.
    JavalinLogger.enabled = false;
    try {
      javalin.start(host, port);
    } catch (JavalinException e) {
      throw new IllegalStateException(
          "the dashboard cannot listen on %s: %s"
              .formatted(WebAddress.hostAndPort(host, port), ListenFailure.reason(e)),
          e);
    } finally {
      JavalinLogger.enabled = true;
    }
  }

  /** The port of the server. */
  public int port() {
    return javalin.port();
  }

  /** Sends a label to every open page. Never blocks. */
  public void publish(Label label) {
    stream.publish("label", json.toJsonString(LabelView.of(label), LabelView.class));
  }

  /** Sends what is new about an episode to every open page. Never blocks. */
  public void publish(Seen seen) {
    stream.publish("episode", json.toJsonString(EpisodeEventView.of(seen), EpisodeEventView.class));
  }

  /** Ends the open streams and stops listening. May be repeated. */
  @Override
  public void close() {
    stream.close();
    javalin.stop();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.jsonMapper(json);
    config.staticFiles.add(
        page -> {
          page.directory = PAGE;
          page.location = Location.CLASSPATH;
          page.headers = Map.of("Cache-Control", "no-cache");
        });
    config.routes.before(context -> SECURITY_HEADERS.forEach(context::header));
    config.routes.before(this::rejectOtherHosts);
    config.routes.before("/api/*", WebServer::forbidStoring);
    config.routes.before("/health/*", WebServer::forbidStoring);
    config.routes.get(
        "/api/wearers",
        // As one text, the labels of all wearers would fill the memory.
        context ->
            context.jsonStream(
                WearersView.of(clock.instant(), forgetAfter, historyPerWearer, labels.wearers())));
    config.routes.get("/api/episodes", episodes::list);
    config.routes.get("/api/totals", episodes::totals);
    config.routes.get("/api/labels", stream::serve);
    config.routes.get("/health/live", context -> context.json(Map.of("live", true)));
    config.routes.get(
        "/health/ready",
        context -> {
          StatusView status = state();
          context.status(status.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
          context.json(status);
        });
  }

  private void rejectOtherHosts(Context context) {
    String host = context.header("Host");
    if (!hostNames.accept(host)) {
      context
          .status(HttpStatus.MISDIRECTED_REQUEST)
          .result("'%s' is not a name of this dashboard (option --host-names)\n".formatted(host))
          .skipRemainingHandlers();
    }
  }

  private static void forbidStoring(Context context) {
    context.header("Cache-Control", "no-store");
  }

  private StatusView state() {
    return StatusView.of(clock.instant(), labelSource.get(), episodeSource.get());
  }

  private String status() {
    return json.toJsonString(state(), StatusView.class);
  }
}
