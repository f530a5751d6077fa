// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import io.kinetograph.program.HostNames;
import io.kinetograph.program.ListenFailure;
import io.kinetograph.program.WebAddress;
import io.kinetograph.streams.config.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;

/**
 * Answers {@code /metrics} (Prometheus' text format), {@code /health/live} and {@code
 * /health/ready} (200, or 503 with the cause) and {@code /info} (JSON).
 */
public final class OperationsServer implements AutoCloseable {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final AppState app;
  private final PrometheusMeterRegistry registry;
  private final HostNames hostNames;
  private final Javalin server;

  private OperationsServer(HttpSettings address, AppState app, PrometheusMeterRegistry registry) {
    this.hostNames = HostNames.of(address.host(), address.hostNames());
    this.app = app;
    this.registry = registry;
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts the server.
   *
   * @param address to listen on
   * @param app whose state is reported
   * @param registry whose meters are reported
   * @throws JavalinException if the address cannot be listened on; the message names the settings
   */
  public static OperationsServer start(
      HttpSettings address, AppState app, PrometheusMeterRegistry registry) {
    OperationsServer operations = new OperationsServer(address, app, registry);
    // The exception below says it all; Javalin would also log an ERROR line without the reason.
    JavalinLogger.enabled = false;
    try {
      operations.server.start(address.host(), address.port());
    } catch (JavalinException e) {
      throw new JavalinException(
          "%s (settings http.host and http.port) cannot be listened on: %s"
              .formatted(
                  WebAddress.hostAndPort(address.host(), address.port()), ListenFailure.reason(e)),
          e);
    } finally {
      JavalinLogger.enabled = true;
    }
    return operations;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.routes.before(this::rejectOtherHosts);
    config.routes.get("/metrics", this::metrics);
    config.routes.get("/health/live", context -> health(context, app.isAlive()));
    config.routes.get("/health/ready", context -> health(context, app.isReady()));
    config.routes.get("/info", context -> context.json(app.info()));
  }

  private void rejectOtherHosts(Context context) {
    String host = context.header("Host");
    if (!hostNames.accept(host)) {
      context
          .status(HttpStatus.MISDIRECTED_REQUEST)
          .result("'%s' is not a name of this server (setting http.host-names)\n".formatted(host))
          .skipRemainingHandlers();
    }
  }

  private void metrics(Context context) {
    context.contentType(PROMETHEUS_TEXT).result(registry.scrape());
  }

  private void health(Context context, boolean well) {
    context
        .status(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .json(Map.of("status", well ? "UP" : "DOWN", "state", app.state()));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
