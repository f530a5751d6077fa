// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import io.kinetograph.streams.config.MetricsSettings.KafkaMeterScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** Publishes Kafka Streams' own meters, as many as the settings ask for. */
public final class KafkaMeters implements AutoCloseable {

  /** The meters of {@link KafkaMeterScope#ESSENTIAL}. */
  static final Set<String> ESSENTIAL =
      Set.of(
          "kafka.consumer.coordinator.assigned.partitions",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.consumer.coordinator.last.heartbeat.seconds.ago",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.fetch.manager.records.consumed.total",
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.last.poll.seconds.ago",
          "kafka.producer.record.error.total",
          "kafka.producer.record.retry.total",
          "kafka.stream.alive.stream.threads",
          "kafka.stream.client.state",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.state.updater.active.restoring.tasks",
          "kafka.stream.state.updater.standby.updating.tasks",
          "kafka.stream.task.restore.remaining.records.total",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.latency.max",
          "kafka.stream.thread.commit.rate",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.process.latency.max",
          "kafka.stream.thread.process.rate",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.punctuate.latency.max",
          "kafka.stream.thread.punctuate.ratio");

  /**
   * Meters come with threads, partitions and tasks; Micrometer's own 60 s are long after a start.
   */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private static final String PREFIX = "kafka.";

  private final MeterRegistry registry;
  private final KafkaMeterScope scope;
  private @Nullable KafkaStreamsMetrics bound;

  /**
   * Prepares the registry: to be called before it has any meter.
   *
   * @param registry where meters are registered; it stays its owner's to close
   * @param scope which
   */
  public KafkaMeters(MeterRegistry registry, KafkaMeterScope scope) {
    this.registry = registry;
    this.scope = scope;
    if (scope == KafkaMeterScope.ESSENTIAL) {
      registry
          .config()
          .meterFilter(
              MeterFilter.deny(
                  id -> id.getName().startsWith(PREFIX) && !ESSENTIAL.contains(id.getName())));
    }
  }

  /**
   * Registers the meters that exist, and later ones as they come.
   *
   * @param scheduler looks for them; to be shut down before this is closed
   */
  public void bind(KafkaStreams streams, ScheduledExecutorService scheduler) {
    if (scope != KafkaMeterScope.NONE) {
      bound = new KafkaStreamsMetrics(streams, Tags.empty(), scheduler, LOOK);
      bound.bindTo(registry);
    }
  }

  @Override
  public void close() {
    if (bound != null) {
      bound.close();
    }
  }
}
