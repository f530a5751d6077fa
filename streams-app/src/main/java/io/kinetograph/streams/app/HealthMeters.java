// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.liveness.LeaderProbe;
import io.kinetograph.streams.operations.AppState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Publishes the readiness of a started app, and what else an operator is to be alerted to. */
final class HealthMeters implements AutoCloseable {

  private final MeterRegistry registry;
  private final List<Gauge> gauges;

  /**
   * Registers the meters.
   *
   * @param registry where they are registered; the caller closes it
   * @param health of the app
   * @param leaders of the app's partitions
   */
  HealthMeters(MeterRegistry registry, AppState health, LeaderProbe leaders) {
    this.registry = registry;
    this.gauges =
        List.of(
            Gauge.builder("kinetograph.ready", () -> health.isReady() ? 1 : 0)
                .description("1 if the app is ready, as /health/ready says, else 0")
                .strongReference(true)
                .register(registry),
            Gauge.builder("kinetograph.partitions.unreachable", leaders::unreachable)
                .description("Partitions of this process whose leader does not respond")
                .strongReference(true)
                .register(registry));
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }
}
