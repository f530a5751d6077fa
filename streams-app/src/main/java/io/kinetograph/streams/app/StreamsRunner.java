// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.failure.StreamThreads;
import io.kinetograph.streams.liveness.AssignmentWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a topology by a Kafka Streams client until it is closed or fails. May be used by several
 * threads.
 */
final class StreamsRunner {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final KafkaStreams streams;
  private final StreamThreads threads;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private StreamsRunner(
      KafkaStreams streams, Settings settings, WriteLimits limits, MeterRegistry registry) {
    this.streams = streams;
    this.threads =
        new StreamThreads(
            streams,
            settings.threads(),
            settings.topics().input(),
            limits,
            registry,
            ended::completeExceptionally);
  }

  /**
   * Starts a client.
   *
   * @param client not yet started
   * @param settings how many threads may fail
   * @param limits know what brokers have refused
   * @param registry where meters are registered
   * @throws KafkaException if the client cannot be started
   */
  static StreamsRunner start(
      KafkaStreams client, Settings settings, WriteLimits limits, MeterRegistry registry) {
    StreamsRunner runner = new StreamsRunner(client, settings, limits, registry);
    try {
      runner.start();
      return runner;
    } catch (RuntimeException e) {
      runner.close();
      throw e;
    }
  }

  private void start() {
    streams.setStateListener(
        (now, before) -> {
          LOG.info("{} -> {}", before, now);
          switch (now) {
            case RUNNING -> running.countDown();
            case NOT_RUNNING -> ended.complete(null);
            // No thread of this process has failed: another instance ended the whole group.
            case ERROR ->
                fail(
                    new StreamsException(
                        "Kafka Streams has shut down although nothing failed in this process"));
            default -> {}
          }
        });
    streams.setUncaughtExceptionHandler(threads);
    streams.start();
  }

  /** Ends the app by a failure that no stream thread has reported. */
  void fail(KafkaException failure) {
    if (ended.completeExceptionally(failure)) {
      LOG.error("{}", failure.getMessage());
    }
  }

  /** Waits until partitions are assigned; returns whether they are. */
  boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the client has ended. */
  void awaitEnd() throws ExecutionException, InterruptedException {
    ended.get();
  }

  /** Waits until the client has ended; returns whether it has. */
  boolean awaitEnd(Duration timeout) throws ExecutionException, InterruptedException {
    try {
      ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Whether the client has ended or is about to, by a failure or by {@link #close}. */
  boolean isEnded() {
    return ended.isDone();
  }

  /** By partition of a topic, how many of its records the consumer has not received. */
  Map<Integer, Long> lags(String topic) {
    Map<Integer, Long> lags = new HashMap<>();
    streams
        .metrics()
        .forEach(
            (name, metric) -> {
              if (name.name().equals("records-lag")
                  && topic.equals(name.tags().get("topic"))
                  && metric.metricValue() instanceof Double lag
                  && !lag.isNaN()) {
                lags.merge(
                    Integer.valueOf(name.tags().get("partition")), lag.longValue(), Math::min);
              }
            });
    return lags;
  }

  /** The longest delay of the last minute by which brokers have enforced a quota. */
  Duration throttle() {
    double millis =
        streams.metrics().entrySet().stream()
            .filter(entry -> entry.getKey().name().endsWith("-throttle-time-max"))
            .map(entry -> entry.getValue().metricValue())
            .mapToDouble(value -> value instanceof Double number ? number : 0)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    return Duration.ofMillis((long) millis);
  }

  /** Whether the threads have their partitions. */
  AssignmentWatch.Threads assignment() {
    KafkaStreams.State state = streams.state();
    if (!state.isRunningOrRebalancing()) {
      return new AssignmentWatch.Threads(AssignmentWatch.Phase.ENDED, Map.of());
    }
    if (state == KafkaStreams.State.REBALANCING) {
      return new AssignmentWatch.Threads(
          AssignmentWatch.Phase.ASSIGNING, threads.waitingForPartitions());
    }
    // The others run while one that failed is missing.
    return new AssignmentWatch.Threads(
        threads.running() == threads.wanted()
            ? AssignmentWatch.Phase.ASSIGNED
            : AssignmentWatch.Phase.ASSIGNING,
        Map.of());
  }

  KafkaStreams streams() {
    return streams;
  }

  StreamThreads threads() {
    return threads;
  }

  /** Ends the client; returns whether all of its threads ended in time. */
  boolean close() {
    threads.closing();
    // By default a client stays in its group until its session times out, and its successor, above
    // all this app started again, waits that long.
    CloseOptions leaving =
        CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    boolean inTime = streams.close(leaving);
    if (inTime) {
      ended.complete(null);
    } else {
      LOG.warn("stream threads did not end within {} s", CLOSE_TIMEOUT.toSeconds());
    }
    return inTime;
  }
}
