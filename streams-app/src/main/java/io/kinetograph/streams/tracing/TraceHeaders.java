// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** W3C Trace Context in the headers of a record. */
final class TraceHeaders {

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  /**
   * The specification asks for so much of {@code tracestate} at least. A longer one is dropped, and
   * the trace is kept.
   */
  private static final int MAX_BYTES = 512;

  private TraceHeaders() {}

  /** The trace context in the headers, or an invalid one if they have none. */
  static SpanContext read(Headers headers) {
    // Most records have none.
    return headers.lastHeader("traceparent") == null
        ? SpanContext.getInvalid()
        : Span.fromContext(W3C.extract(Context.root(), headers, Getter.INSTANCE)).getSpanContext();
  }

  /** Writes the trace context of a span. */
  static void write(Span span, Headers headers) {
    remove(headers);
    W3C.inject(
        Context.root().with(span),
        headers,
        (carrier, key, value) -> {
          if (carrier != null) {
            carrier.add(key, value.getBytes(UTF_8));
          }
        });
  }

  static void remove(Headers headers) {
    W3C.fields().forEach(headers::remove);
  }

  private enum Getter implements TextMapGetter<Headers> {
    INSTANCE;

    @Override
    public @Nullable String get(@Nullable Headers carrier, String key) {
      Header header = carrier == null ? null : carrier.lastHeader(key);
      return header == null || header.value() == null || header.value().length > MAX_BYTES
          ? null
          : new String(header.value(), UTF_8);
    }
  }
}
