// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kinetograph.streams.logs.CapturedLog;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Export as the environment says; here, system properties stand for its variables. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SpanExportTest {

  private final java.util.logging.Logger log =
      java.util.logging.Logger.getLogger("io.opentelemetry");
  private final Set<String> properties = new HashSet<>();

  @AfterEach
  void clear() {
    properties.forEach(System::clearProperty);
    // An export that still waits fails later.
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              assertThat(log.getUseParentHandlers()).isTrue();
              assertThat(log.getHandlers()).isEmpty();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "otel.propagators, b3",
    "otel.propagators, 'tracecontext,jaeger'",
    "otel.metrics.exporter, prometheus",
    "otel.metrics.exporter, otlp",
    "otel.logs.exporter, no-such-exporter"
  })
  void ignoresWhatIsNotAboutTraces(String property, String value) {
    set(property, value);
    try (SpanExport export = SpanExport.start("test")) {
      assertThat(log.getUseParentHandlers()).isFalse();
      assertThat(export.telemetry().getPropagators().getTextMapPropagator().fields()).isEmpty();
      assertThat(export.telemetry().toString())
          .contains("service.name=\"test\"")
          .doesNotContain("OtlpHttpMetricExporter", "MetricReader{");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "otel.traces.sampler, sometimes, sometimes",
    "otel.traces.exporter, no-such-exporter, no-such-exporter",
    "otel.bsp.schedule.delay, soon, soon",
    "otel.exporter.otlp.certificate, /no/such/file, /no/such/file",
    "otel.exporter.otlp.endpoint, collector:4318, collector"
  })
  void namesTheCauseOfAFailure(String property, String value, String cause) {
    set(property, value);
    assertThatThrownBy(() -> SpanExport.start("test"))
        .isInstanceOf(InvalidTracingException.class)
        .hasMessageStartingWith("tracing.enabled=true, but spans cannot be exported: ")
        .hasMessageContaining(cause)
        .hasMessageEndingWith("Correct the environment variables OTEL_*")
        .hasMessageNotContaining("http/protobuf");
  }

  @ParameterizedTest
  @CsvSource({
    "otel.exporter.otlp.protocol, OTEL_EXPORTER_OTLP_PROTOCOL",
    "otel.exporter.otlp.traces.protocol, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
  })
  void namesTheProtocolThatItNeeds(String property, String variable) {
    set(property, "grpc");
    assertThatThrownBy(() -> SpanExport.start("test"))
        .isInstanceOf(InvalidTracingException.class)
        .hasMessageContaining("'grpc'")
        .hasMessageContaining(variable + " must be http/protobuf");

    set("otel.traces.exporter", "none");
    SpanExport.start("test").close();
  }

  @Test
  void saysThatSpansAreLostIfTheCollectorDoesNotTakeThem() throws Exception {
    // Nobody accepts connections, so they wait without end.
    try (CapturedLog captured = CapturedLog.warnings(SpanExport.class);
        ServerSocket collector = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      set("otel.exporter.otlp.endpoint", "http://127.0.0.1:" + collector.getLocalPort());
      try (SpanExport export = SpanExport.start("test")) {
        export.telemetry().getTracer("test").spanBuilder("span").startSpan().end();
      }
      assertThat(captured.lines())
          .containsExactly("the last spans could not be exported within 3 s and are lost");
    }
  }

  private void set(String property, String value) {
    properties.add(property);
    System.setProperty(property, value);
  }
}
