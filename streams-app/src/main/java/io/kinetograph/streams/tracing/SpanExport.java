// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry's SDK as the environment variables {@code OTEL_*} configure it, with defaults that
 * suit the app: OTLP over HTTP, because the app has no gRPC, and traces only. Its log becomes part
 * of the app's. Thread-safe.
 */
final class SpanExport implements AutoCloseable {

  private static final int CLOSE_SECONDS = 3;

  private final OpenTelemetrySdk sdk;

  /** A logger that nobody refers to may be collected, with its handler. */
  private final Logger log;

  private final SLF4JBridgeHandler handler = new OneLine();

  private SpanExport(String service) {
    log = Logger.getLogger("io.opentelemetry");
    log.setUseParentHandlers(false);
    log.addHandler(handler);
    try {
      sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(
                  () ->
                      Map.of(
                          "otel.exporter.otlp.protocol", "http/protobuf",
                          "otel.metrics.exporter", "none",
                          "otel.logs.exporter", "none"))
              .addPropertiesCustomizer(given -> serviceName(given, service))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
    } catch (RuntimeException | Error e) {
      log.removeHandler(handler);
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
              + e.getMessage()
              + ". Correct the environment variables OTEL_*; OTEL_EXPORTER_OTLP_PROTOCOL must be"
              + " http/protobuf",
          e);
    }
  }

  private static Map<String, String> serviceName(ConfigProperties given, String service) {
    return given.getString("otel.service.name") == null
            && !given.getMap("otel.resource.attributes").containsKey("service.name")
        ? Map.of("otel.service.name", service)
        : Map.of();
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
    sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    log.removeHandler(handler);
  }
}
