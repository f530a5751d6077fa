// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import io.kinetograph.streams.config.ThreadSettings;
import io.kinetograph.streams.delivery.WriteLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps as many stream threads as there were at the start, as long as {@link ThreadFailures} allow
 * it.
 *
 * <p>Kafka Streams' own {@code REPLACE_THREAD} and {@code SHUTDOWN_CLIENT} leave the failed thread
 * in its consumer group: its partitions are idle until the session times out, 45 s by default. A
 * thread that dies of its exception leaves the group. So the handler throws it again, and a new
 * thread is added once the old one is gone.
 */
public final class StreamThreads implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(StreamThreads.class);

  private final KafkaStreams streams;
  private final int wanted;
  private final ThreadFailures failures;
  private final Predicate<Throwable> fatal;
  private final Counter replaced;
  private volatile @Nullable String lastSentence;
  private volatile long failedNanos;
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Prepares; set it as the streams' handler before they start.
   *
   * @param streams not yet started
   * @param limit how many failures there may be
   * @param inputTopic what they read
   * @param limits know what brokers have refused
   * @param registry where replaced threads are counted
   * @param fatal takes each failure that ends the app; returns whether it was the first
   */
  public StreamThreads(
      KafkaStreams streams,
      ThreadSettings limit,
      String inputTopic,
      WriteLimits limits,
      MeterRegistry registry,
      Predicate<Throwable> fatal) {
    this.streams = streams;
    this.wanted = streams.metadataForLocalThreads().size();
    this.failures =
        new ThreadFailures(
            limit, inputTopic, new RefusedWrites(limits, inputTopic)::explain, System::nanoTime);
    this.fatal = fatal;
    this.replaced =
        Counter.builder("kinetograph.threads.replaced")
            .description("Stream threads that failed and were replaced")
            .register(registry);
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    Thread thread = Thread.currentThread();
    if (isClosing()) {
      LOG.warn("{} failed while the app closes: {}", thread.getName(), failure.toString());
      thread.setUncaughtExceptionHandler((dead, again) -> {});
      throw unchecked(failure);
    }
    ThreadFailures.Decision decision = failures.decide(failure);
    failedNanos = System.nanoTime();
    lastSentence = decision.sentence();
    if (decision.traced()) {
      LOG.warn("{} failed", thread.getName(), failure);
    }
    if (decision.fatal()) {
      thread.setUncaughtExceptionHandler((dead, again) -> {});
      // The failure that ends the app is logged once, however many threads it fails.
      if (fatal.test(failure)) {
        LOG.error("{}", decision.sentence());
      }
    } else {
      LOG.warn("{}", decision.sentence());
      waiting.incrementAndGet();
      thread.setUncaughtExceptionHandler((dead, again) -> replace(decision.pause()));
    }
    throw unchecked(failure);
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException e ? e : new StreamsException(failure);
  }

  /** Runs on the thread that died, which can wait. */
  private void replace(Duration pause) {
    try {
      if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      if (streams.addStreamThread().isPresent()) {
        failures.replaced();
        replaced.increment();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (fatal.test(e)) {
        LOG.error("a failed stream thread cannot be replaced: {}", e.toString());
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** From now on, a failed thread is not replaced. */
  public void closing() {
    closing.countDown();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** What happened when a thread last failed, unless it is longer ago and it was replaced. */
  public Optional<String> lastFailure(Duration ago) {
    return Optional.ofNullable(lastSentence)
        .filter(sentence -> isMissing() || System.nanoTime() - failedNanos <= ago.toNanos());
  }

  /** Whether a failed thread is not replaced yet. */
  public boolean isMissing() {
    return waiting.get() > 0;
  }

  /** How many threads there should be. */
  public int wanted() {
    return wanted;
  }

  /** By name, Kafka Streams' state of the threads that have no partitions yet, or restore them. */
  public Map<String, String> waitingForPartitions() {
    return streams.metadataForLocalThreads().stream()
        .filter(thread -> !thread.threadState().equals("RUNNING"))
        .collect(Collectors.toMap(ThreadMetadata::threadName, ThreadMetadata::threadState));
  }

  /** How many threads have their partitions assigned, which may be none. */
  public int running() {
    return (int)
        streams.metadataForLocalThreads().stream()
            .filter(thread -> thread.threadState().equals("RUNNING"))
            .count();
  }
}
