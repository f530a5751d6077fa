// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.delivery.CompactedTopics;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.operations.AppState;
import io.kinetograph.streams.serving.ModelLoad;
import io.kinetograph.streams.serving.ModelService;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/**
 * The running app: the model, the topology and the observers of the cluster, which {@link AppStart}
 * has put together. May be used by several threads; close it once done.
 */
public final class StreamsApp implements AutoCloseable {

  private final Settings settings;
  private final ModelService model;
  private final AtomicBoolean isModelInUse;
  private final StreamsRunner runner;
  private final ClusterWatch watch;
  private final WriteLimits limits;
  private final CompactedTopics compacted;
  private final StreamMetrics metrics;
  private final Closer parts;
  private final AtomicBoolean closed = new AtomicBoolean();

  StreamsApp(
      Settings settings,
      ModelService model,
      AtomicBoolean isModelInUse,
      StreamsRunner runner,
      ClusterWatch watch,
      WriteLimits limits,
      CompactedTopics compacted,
      StreamMetrics metrics,
      Closer parts) {
    this.settings = settings;
    this.model = model;
    this.isModelInUse = isModelInUse;
    this.runner = runner;
    this.watch = watch;
    this.limits = limits;
    this.compacted = compacted;
    this.metrics = metrics;
    this.parts = parts;
  }

  /**
   * Loads the model and starts to label. Returns before partitions are assigned; see {@link
   * #awaitRunning}.
   *
   * @param settings what an operator has set
   * @param registry where meters are registered; it stays its owner's to close
   * @throws InvalidModelException if the model cannot be served
   * @throws KafkaException if Kafka's settings do not fit each other, the cluster does not answer,
   *     or a topic is missing or does not fit, or the schema registry cannot be used
   */
  public static StreamsApp start(Settings settings, MeterRegistry registry)
      throws InvalidModelException {
    return start(settings, registry, ModelService::classifier);
  }

  static StreamsApp start(
      Settings settings,
      MeterRegistry registry,
      Function<ModelService, SegmentClassifier> classifiers)
      throws InvalidModelException {
    try (ModelLoad load = ModelLoad.begin(settings.model(), settings.batch().size())) {
      return AppStart.start(settings, registry, load, classifiers);
    }
  }

  /** As {@link #start(Settings, MeterRegistry)}, with a model that already loads. */
  static StreamsApp start(Settings settings, MeterRegistry registry, ModelLoad load)
      throws InvalidModelException {
    return AppStart.start(settings, registry, load, ModelService::classifier);
  }

  /**
   * Waits until partitions are assigned and records flow.
   *
   * @param timeout how long at most
   * @return whether they do
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return runner.awaitRunning(timeout);
  }

  /**
   * Waits until the app has ended, after {@link #close} or an error.
   *
   * @throws ExecutionException if the app failed; with its failure
   * @throws InterruptedException if interrupted while waiting
   */
  public void awaitEnd() throws ExecutionException, InterruptedException {
    runner.awaitEnd();
  }

  /**
   * Waits until the app has ended, for some time.
   *
   * @param timeout how long at most
   * @return whether it has ended
   * @throws ExecutionException if the app failed; with its failure
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitEnd(Duration timeout) throws ExecutionException, InterruptedException {
    return runner.awaitEnd(timeout);
  }

  /** Whether it is ready and alive, and why not. */
  public AppState health() {
    AppHealth health = new AppHealth();
    health.started(this);
    return health;
  }

  /** Why it is not ready, beyond states and threads; empty if nothing is wrong. */
  Optional<String> trouble() {
    return limits
        .unwritable()
        .or(watch::problem)
        .or(() -> runner.threads().lastFailure(Duration.ZERO))
        .or(compacted::problem);
  }

  StreamsRunner runner() {
    return runner;
  }

  Map<String, Object> info() {
    return Map.of(
        "version",
        ProductVersion.current(),
        "model",
        model.info(),
        "topics",
        settings.topics(),
        "suspicions",
        metrics.suspicions());
  }

  /**
   * Commits what is labeled; the rest is read again at the next start. Stream threads have 10 s to
   * end.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    // An interrupted thread closes in order too; a pending interrupt would end each of its waits.
    boolean interrupted = Thread.interrupted();
    try {
      watch.close();
      // A thread may still be in the model: to free it now would crash the process.
      isModelInUse.set(!runner.close());
      parts.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
