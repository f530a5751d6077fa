// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of replays: of records that a task reads again after its start. */
final class ReplayMetrics implements AutoCloseable {

  private final MeterRegistry registry;
  private final Counter refusedForgotten;
  private final Counter records;
  private final Counter lost;
  private final Counter undecodable;
  private final Timer duration;
  private final AtomicInteger running = new AtomicInteger();
  private final Gauge tasks;

  ReplayMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.refusedForgotten =
        Counter.builder("kinetograph.replay.refused.forgotten")
            .description(
                "Rejected readings that the app no longer remembers, and may label in a replay")
            .register(registry);
    this.records =
        Counter.builder("kinetograph.replay.records")
            .description("Records read again after a task has started")
            .register(registry);
    this.lost =
        Counter.builder("kinetograph.replay.lost")
            .description("Offsets to be read again that the topic's retention had passed")
            .register(registry);
    this.undecodable =
        Counter.builder("kinetograph.replay.undecodable")
            .description("Records read again whose schema the registry does not give")
            .register(registry);
    this.duration =
        Timer.builder("kinetograph.replay")
            .description("Time from a task's start until its records were read again")
            .register(registry);
    this.tasks =
        Gauge.builder("kinetograph.replay.tasks", running::get)
            .description("Tasks that are reading again; they label nothing until then")
            .strongReference(true)
            .register(registry);
  }

  /** A rejected reading is no longer remembered. */
  void refusedForgotten() {
    refusedForgotten.increment();
  }

  void started() {
    running.incrementAndGet();
  }

  void recordRead() {
    records.increment();
  }

  /** The topic no longer had some of the records. */
  void lost(long offsets) {
    lost.increment((double) offsets);
  }

  /** The registry does not give the schema of a record. */
  void undecodable() {
    undecodable.increment();
  }

  void ended(Duration time) {
    running.decrementAndGet();
    duration.record(time);
  }

  void aborted() {
    running.decrementAndGet();
  }

  /** Removes the gauge; the counters stay. */
  @Override
  public void close() {
    registry.remove(tasks);
  }
}
