// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.CoverageResult;
import io.kinetograph.streams.tracing.SliceTraces.Origin;
import io.kinetograph.streams.tracing.TracedSegments.ClosedTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The span from the arrival of a segment's last reading to its label. Call one of {@link #labeled},
 * {@link #refused} and {@link #notLabeled} at its end. For use by one thread.
 */
public final class LabelSpan {

  /** Of a segment without a trace: has no effect. */
  static final LabelSpan NONE = new LabelSpan(Span.getInvalid(), InstantSource.system());

  private static final AttributeKey<String> RESULT =
      AttributeKey.stringKey("kinetograph.segment.result");

  private final Span span;
  private final InstantSource wallClock;

  private LabelSpan(Span span, InstantSource wallClock) {
    this.span = span;
    this.wallClock = wallClock;
  }

  /** Writes the trace context into the headers of the label. */
  public void writeTo(Headers headers) {
    if (isTraced()) {
      TraceHeaders.write(span, headers);
    }
  }

  /**
   * Removes the trace context from the headers of the label.
   *
   * @return whether they had one
   */
  public boolean removeFrom(Headers headers) {
    if (isTraced()) {
      TraceHeaders.remove(headers);
    }
    return isTraced();
  }

  /** Whether the label has a trace. */
  public boolean isTraced() {
    return span.getSpanContext().isValid();
  }

  /** The current context with this span, for what instruments Kafka's clients. */
  public Context context() {
    return Context.current().with(span);
  }

  /** The label was written. */
  public void labeled(ActivityLabel label) {
    if (span.isRecording()) {
      describe(label);
      end("labeled");
    }
  }

  /** The label's topic refuses it. */
  public void refused(ActivityLabel label) {
    if (span.isRecording()) {
      describe(label);
      span.setStatus(StatusCode.ERROR, "the topic refuses the label, which is a dead letter now");
      end("refused");
    }
  }

  private void describe(ActivityLabel label) {
    span.setAttribute("kinetograph.model", label.getModel());
    span.setAttribute("kinetograph.label.status", label.getStatus().name());
  }

  /** The segment gets no label. */
  public void notLabeled(CoverageResult why) {
    if (span.isRecording()) {
      end(text(why));
    }
  }

  private void end(String result) {
    span.setAttribute(RESULT, result);
    span.end(wallClock.instant());
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Starts the spans of one partition. */
  static final class Factory {

    private final Tracer tracer;
    private final InstantSource wallClock;
    private final String name;
    private final Attributes attributes;

    /**
     * Creates a factory; the names of the span and its attributes are those of OpenTelemetry's
     * conventions for messaging.
     *
     * @param partition that the task reads
     * @param group of the consumers
     */
    Factory(Tracer tracer, InstantSource wallClock, TopicPartition partition, String group) {
      this.tracer = tracer;
      this.wallClock = wallClock;
      this.name = "process " + partition.topic();
      this.attributes =
          Attributes.builder()
              .put("messaging.system", "kafka")
              .put("messaging.operation.name", "process")
              .put("messaging.operation.type", "process")
              .put("messaging.destination.name", partition.topic())
              .put("messaging.destination.partition.id", Integer.toString(partition.partition()))
              .put("messaging.consumer.group.name", group)
              .build();
    }

    /**
     * Starts the span of a segment.
     *
     * @param origin the reading whose trace it continues; a new trace if that has none
     * @param inferenceStart when the model was called, if it was
     * @param inferenceEnd when it answered
     */
    LabelSpan start(
        ClosedTrace closed,
        Origin origin,
        @Nullable Instant inferenceStart,
        @Nullable Instant inferenceEnd) {
      ClosedSegment segment = closed.segment();
      SpanBuilder builder =
          tracer
              .spanBuilder(name)
              .setSpanKind(SpanKind.CONSUMER)
              // An agent's span that may be current is of another record.
              .setParent(Context.root().with(Span.wrap(origin.context())))
              .setStartTimestamp(origin.arrival())
              .setAllAttributes(attributes);
      closed.links().forEach(builder::addLink);
      Span span = builder.startSpan();
      if (span.isRecording()) {
        Instant start = Instant.EPOCH.plus(segment.segment().startMicros(), ChronoUnit.MICROS);
        span.setAttribute("messaging.kafka.offset", origin.offset());
        span.setAttribute("kinetograph.wearer", segment.wearer());
        span.setAttribute("kinetograph.segment.start", start.toString());
        span.setAttribute("kinetograph.segment.coverage", segment.segment().coverage());
        span.setAttribute("kinetograph.segment.close_reason", segment.reason().tag());
        span.addEvent("segment closed", closed.closedAt());
        if (segment.hasSufficientCoverage() && inferenceStart != null && inferenceEnd != null) {
          span.addEvent("inference started", inferenceStart);
          span.addEvent("inference ended", inferenceEnd);
        }
      }
      return new LabelSpan(span, wallClock);
    }
  }
}
