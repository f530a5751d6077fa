// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.LogitsModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The meters of models. An operator may rely on this: {@code kinetograph.model} has one series,
 * that of the model that serves, and every content of the file that was looked at and is not the
 * serving model's is counted once under {@code kinetograph.model.refreshes}.
 */
final class ModelMetrics {

  private final MeterRegistry registry;
  private final Counter taken;
  private final Counter rejected;
  private final Counter invalidLogits;
  private @Nullable Meter serving;
  private boolean closed;

  ModelMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.taken = refreshes("taken");
    this.rejected = refreshes("rejected");
    this.invalidLogits =
        Counter.builder("kinetograph.segments.invalid.logits")
            .description("Segments for which the model gave NaN or infinite logits")
            .register(registry);
  }

  private Counter refreshes(String result) {
    return Counter.builder("kinetograph.model.refreshes")
        .description("Changes of the model file, by result")
        .tag("result", result)
        .register(registry);
  }

  synchronized void serves(LogitsModel model) {
    Meter before = serving;
    if (before != null) {
      registry.remove(before);
    }
    if (closed) {
      return;
    }
    serving =
        Gauge.builder("kinetograph.model", () -> 1)
            .description("1 for the model in use")
            .tag("version", model.card().version())
            .tag("device", model.device().toString())
            .register(registry);
  }

  /** Records that no model serves now. */
  synchronized void close() {
    closed = true;
    if (serving != null) {
      registry.remove(serving);
    }
  }

  void taken() {
    taken.increment();
  }

  void rejected() {
    rejected.increment();
  }

  void invalidLogits() {
    invalidLogits.increment();
  }
}
