// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry's SDK as the environment variables {@code OTEL_*} configure it, with defaults that
 * suit the app: OTLP over HTTP, because the app has no gRPC. Whatever the environment says, it
 * exports traces only. Its log becomes part of the app's. Thread-safe.
 */
final class SpanExport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SpanExport.class);
  private static final int CLOSE_SECONDS = 3;
  private static final String PROTOCOL = "http/protobuf";

  private final OpenTelemetrySdk sdk;

  /** A logger that nobody refers to may be collected, with its handler. */
  private final java.util.logging.Logger log;

  private final boolean usedParentHandlers;
  private final SLF4JBridgeHandler handler = new OneLine();

  private SpanExport(String service) {
    log = java.util.logging.Logger.getLogger("io.opentelemetry");
    usedParentHandlers = log.getUseParentHandlers();
    log.setUseParentHandlers(false);
    log.addHandler(handler);
    try {
      sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", PROTOCOL))
              .addPropertiesCustomizer(given -> overrides(given, service))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
    } catch (RuntimeException | Error e) {
      restoreLog();
      throw e;
    }
  }

  /**
   * Starts to export.
   *
   * @param service the name of the service, unless the environment has another
   * @throws InvalidTracingException if the environment variables do not fit
   */
  static SpanExport start(String service) {
    try {
      return new SpanExport(service);
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
      throw new InvalidTracingException(
          "tracing.enabled=true, but spans cannot be exported: "
              + reason(e)
              + ". Correct the environment variables OTEL_*",
          e);
    }
  }

  /** What OpenTelemetry says, and its first cause, because it often says nothing itself. */
  private static String reason(RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(failure.getMessage());
    String first = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return (message.contains(first) ? message : message + ": " + first).replaceFirst("\\.$", "");
  }

  /**
   * Variables that many programs share may ask for what the app does not have: metrics, logs,
   * formats of other headers.
   */
  private static Map<String, String> overrides(ConfigProperties given, String service) {
    checkProtocol(given);
    Map<String, String> overrides = new HashMap<>();
    overrides.put("otel.metrics.exporter", "none");
    overrides.put("otel.logs.exporter", "none");
    overrides.put("otel.propagators", "none");
    if (given.getString("otel.service.name") == null
        && !given.getMap("otel.resource.attributes").containsKey("service.name")) {
      overrides.put("otel.service.name", service);
    }
    return overrides;
  }

  /** OpenTelemetry's own message speaks of classes. */
  private static void checkProtocol(ConfigProperties given) {
    if (given.getBoolean("otel.sdk.disabled", false)
        || !given.getList("otel.traces.exporter", List.of("otlp")).contains("otlp")) {
      return;
    }
    String ofTraces = given.getString("otel.exporter.otlp.traces.protocol");
    String protocol =
        ofTraces == null ? given.getString("otel.exporter.otlp.protocol", PROTOCOL) : ofTraces;
    if (!protocol.equals(PROTOCOL)) {
      throw new ConfigurationException(
          "the app does not include the protocol '%s': OTEL_EXPORTER_OTLP_%s must be %s"
              .formatted(protocol, ofTraces == null ? "PROTOCOL" : "TRACES_PROTOCOL", PROTOCOL));
    }
  }

  /** Names the cause in the message, because a stack trace of a refused connection helps nobody. */
  private static final class OneLine extends SLF4JBridgeHandler {

    @Override
    public void publish(LogRecord record) {
      Throwable cause = record.getThrown();
      if (cause != null) {
        record.setMessage(record.getMessage() + " " + cause);
        record.setThrown(null);
      }
      super.publish(record);
    }
  }

  OpenTelemetry telemetry() {
    return sdk;
  }

  /** Exports what is left, as long as that takes a few seconds at most. */
  @Override
  public void close() {
    CompletableResultCode end = sdk.shutdown();
    if (!end.join(CLOSE_SECONDS, TimeUnit.SECONDS).isSuccess()) {
      LOG.warn("the last spans could not be exported within {} s and are lost", CLOSE_SECONDS);
    }
    // An export that still waits logs its failure later.
    end.whenComplete(this::restoreLog);
  }

  private void restoreLog() {
    log.removeHandler(handler);
    log.setUseParentHandlers(usedParentHandlers);
  }
}
