// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.liveness.LeaderProbe;
import io.kinetograph.streams.operations.AppState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Publishes the readiness of an app, and what else an operator is to be alerted to. */
final class HealthMeters implements AutoCloseable {

  private final MeterRegistry registry;
  private final List<Gauge> gauges = new CopyOnWriteArrayList<>();
  private volatile BooleanSupplier ready = () -> false;

  /**
   * Registers the readiness: 0 until the app has started, so that an app which never starts is
   * noticed.
   *
   * @param registry where the meters are registered; the caller closes it
   */
  HealthMeters(MeterRegistry registry) {
    this.registry = registry;
    gauges.add(
        Gauge.builder("kinetograph.ready", () -> ready.getAsBoolean() ? 1 : 0)
            .description("1 if the app is ready, as /health/ready says, else 0")
            .strongReference(true)
            .register(registry));
  }

  /**
   * Publishes the state of a started app.
   *
   * @param health of the app
   * @param leaders of the app's partitions
   */
  void started(AppState health, LeaderProbe leaders) {
    ready = health::isReady;
    gauges.add(
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
