// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the traces of one wearer's readings in one slice of event time: the reading
 * whose trace a label continues, and the contexts of the latest others. Its size is bounded, so
 * that all of them together take no more than the samples do.
 */
final class SliceTraces {

  /** The readings of five units in one-second batches, and some more. */
  static final int MAX_CONTEXTS = 32;

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
            .thenComparing(Origin::offset);
  }

  private final Queue<SpanContext> sampled = new ArrayDeque<>(2);
  private @Nullable Origin last;

  void add(Origin origin) {
    if (last == null || Origin.ORDER.compare(origin, last) > 0) {
      last = origin;
    }
    // Often a whole batch of records has one context.
    if (origin.context().isSampled() && !sampled.contains(origin.context())) {
      if (sampled.size() == MAX_CONTEXTS) {
        sampled.remove();
      }
      sampled.add(origin.context());
    }
  }

  /** The last reading, of those with the best trace. */
  Origin last() {
    if (last == null) {
      throw new IllegalStateException("no reading was added");
    }
    return last;
  }

  /** The contexts of the latest sampled traces. */
  Iterable<SpanContext> sampled() {
    return sampled;
  }
}
