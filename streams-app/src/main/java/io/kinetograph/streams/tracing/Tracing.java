// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TracingSettings;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the spans of labels go: to the OpenTelemetry agent of the process, or by OTLP to where the
 * environment variables {@code OTEL_*} say, or nowhere. Thread-safe; its tasks' traces are not.
 */
public final class Tracing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
  private static final String SCOPE = "io.kinetograph.streams";

  private final @Nullable Tracer tracer;
  private final double ratio;
  private final InstantSource wallClock;
  private final Runnable close;

  private Tracing(@Nullable Tracer tracer, double ratio, InstantSource wallClock, Runnable close) {
    this.tracer = tracer;
    this.ratio = ratio;
    this.wallClock = wallClock;
    this.close = close;
  }

  /** Nothing is traced. */
  public static Tracing off() {
    return new Tracing(null, 0, InstantSource.system(), () -> {});
  }

  /**
   * Spans for some OpenTelemetry.
   *
   * @param telemetry stays its owner's to close
   * @param ratio the share of segments, of those without a trace, for which a trace is started
   * @param wallClock gives the times of spans
   */
  public static Tracing of(OpenTelemetry telemetry, double ratio, InstantSource wallClock) {
    return new Tracing(telemetry.getTracer(SCOPE), ratio, wallClock, () -> {});
  }

  /**
   * As an operator has set.
   *
   * @param service the name of the service in spans, unless the environment has another
   * @throws InvalidTracingException if the environment variables do not fit
   */
  public static Tracing start(TracingSettings settings, String service) {
    if (!settings.isEnabled()) {
      return off();
    }
    if (GlobalOpenTelemetry.isSet()) {
      LOG.info("tracing is on, by the OpenTelemetry agent of this process");
      return of(GlobalOpenTelemetry.get(), settings.ratio(), InstantSource.system());
    }
    SpanExport export = SpanExport.start(service);
    LOG.info("tracing is on; spans go where the environment variables OTEL_* say");
    return new Tracing(
        export.telemetry().getTracer(SCOPE),
        settings.ratio(),
        InstantSource.system(),
        export::close);
  }

  /**
   * The traces of a task.
   *
   * @param partition that the task reads
   * @param group of the consumers
   * @param settings when segments start
   */
  public SegmentTraces ofTask(TopicPartition partition, String group, SegmentSettings settings) {
    return tracer == null
        ? SegmentTraces.none()
        : new TracedSegments(
            settings,
            ratio,
            new LabelSpan.Factory(tracer, wallClock, partition, group),
            wallClock,
            () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Exports what is left, for some seconds at most. */
  @Override
  public void close() {
    close.run();
  }
}
