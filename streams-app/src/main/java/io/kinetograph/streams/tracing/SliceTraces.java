// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the traces of one wearer's readings in one slice of event time: the reading
 * whose trace a label continues, and the contexts of the latest others, which links need. Only the
 * former has its {@code tracestate}, because a context with one can be 20 times as large.
 */
final class SliceTraces {

  /**
   * A reading with its trace context.
   *
   * @param context invalid if the record has none
   * @param offset the record's offset
   * @param arrival when the record was processed, by the wall clock
   */
  record Origin(SpanContext context, long offset, Instant arrival) {

    /** A sampled trace before one that is not, before none; of two such, the later record. */
    static final Comparator<Origin> ORDER =
        Comparator.comparing((Origin origin) -> origin.context().isSampled())
            .thenComparing(origin -> origin.context().isValid())
            .thenComparingLong(Origin::offset);

    /** What a link to the reading needs: its context without {@code tracestate}. */
    SpanContext link() {
      return context.getTraceState().isEmpty()
          ? context
          : SpanContext.createFromRemoteParent(
              context.getTraceId(),
              context.getSpanId(),
              context.getTraceFlags(),
              TraceState.getDefault());
    }
  }

  private final Queue<SpanContext> links = new ArrayDeque<>(2);
  private final int maxLinks;
  private @Nullable Origin last;

  /**
   * Creates the traces of a slice without any reading.
   *
   * @param maxLinks how many contexts are kept, 1 at least
   */
  SliceTraces(int maxLinks) {
    this.maxLinks = maxLinks;
  }

  void add(Origin origin) {
    if (last == null || Origin.ORDER.compare(origin, last) > 0) {
      last = origin;
    }
    SpanContext link = origin.link();
    // Often a whole batch of records has one context.
    if (link.isSampled() && !links.contains(link)) {
      if (links.size() == maxLinks) {
        links.remove();
      }
      links.add(link);
    }
  }

  /** The last reading, of those with the best trace. */
  Origin last() {
    if (last == null) {
      throw new IllegalStateException("no reading was added");
    }
    return last;
  }

  /** The contexts of the latest readings with a sampled trace, without {@code tracestate}. */
  Iterable<SpanContext> links() {
    return links;
  }
}
