// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import io.kinetograph.schemas.registry.UnavailableRegistryException;
import io.kinetograph.schemas.registry.UnusableRegistryException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic, without a consumer group: every dashboard sees every record, and
 * no offset is committed.
 *
 * <p>After an error of the broker it logs the error once, waits, and starts again from the
 * look-back time, so a record may be passed on more than once. It skips and counts invalid records,
 * and logs the first ones of each minute.
 *
 * @param <R> the records of the topic
 * @param <T> what is passed on
 */
public final class TopicSource<R, T> implements RecordSource<T> {

  private static final Logger log = LoggerFactory.getLogger(TopicSource.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final SourceConsumers consumers;
  private final String topic;
  private final Duration lookBack;
  private final Clock clock;
  private final RecordChecker<R, T> checker;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private volatile boolean ready;
  private volatile boolean caughtUp;
  private volatile String detail = "not started";

  private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> consumer;

  private volatile @Nullable Consumer<T> listener;

  /**
   * Creates a source; it connects once it is started.
   *
   * @param kafka properties for the consumer; this class overrides the ones it depends on
   * @param topic the topic to read
   * @param name what the topic has, in the names of the thread and the client
   * @param deserializer of the records
   * @param check makes what is passed on of a record and the instant when it was received; throws
   *     {@link IllegalArgumentException} if the record has an invalid value
   * @param lookBack how far back in time reading starts
   * @param clock tells when a record was received
   * @throws IllegalArgumentException if a property has a value that Kafka's consumer rejects
   */
  public TopicSource(
      Map<String, String> kafka,
      String topic,
      String name,
      Deserializer<R> deserializer,
      BiFunction<R, Instant, T> check,
      Duration lookBack,
      Clock clock) {
    this(
        new SourceConsumers(kafka, name, lookBack),
        topic,
        name,
        deserializer,
        check,
        lookBack,
        clock);
  }

  /** Reads by given consumers. */
  TopicSource(
      SourceConsumers consumers,
      String topic,
      String name,
      Deserializer<R> deserializer,
      BiFunction<R, Instant, T> check,
      Duration lookBack,
      Clock clock) {
    this.consumers = consumers;
    this.topic = topic;
    this.checker = new RecordChecker<>(deserializer, check);
    this.thread = new Thread(this::run, "dashboard-" + name);
    this.lookBack = lookBack;
    this.clock = clock;
    thread.setDaemon(true);
  }

  @Override
  public void start(Consumer<T> listener) {
    this.listener = listener;
    detail = "connecting to " + consumers.servers();
    thread.start();
  }

  @Override
  public SourceState state() {
    return new SourceState(ready, ready && caughtUp, detail, checker.records(), checker.skipped());
  }

  @Override
  public void close() {
    closing.countDown();
    var open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosing()) {
      try (var opened = consumers.open()) {
        consumer = opened;
        read(opened);
      } catch (WakeupException e) {
        // close() woke the consumer up.
      } catch (UnavailableRegistryException | UnusableRegistryException e) {
        missing(String.valueOf(e.getMessage()));
      } catch (TimeoutException e) {
        missing("no answer from Kafka at " + consumers.servers());
      } catch (RuntimeException | Error e) {
        // Also for example a library that is missing: otherwise the thread would end unseen.
        missing("topic %s cannot be read: %s".formatted(topic, rootMessage(e)));
      } finally {
        consumer = null;
      }
      pause();
    }
    ready = false;
    detail = "closed";
  }

  private void read(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open) {
    TopicReader reader = new TopicReader(open, topic, lookBack, clock);
    Instant nextCheck = Instant.MIN;
    boolean isFirst = true;
    while (!isClosing()) {
      if (!clock.instant().isBefore(nextCheck)) {
        boolean changed = reader.refresh();
        caughtUp = reader.isCaughtUp();
        if (changed) {
          if (isFirst) {
            // From here on, records are read again.
            checker.startCounting();
            isFirst = false;
          }
          reading(reader);
        } else if (reader.partitionCount() == 0) {
          missing("topic %s does not exist".formatted(topic));
          pause();
          continue;
        }
        nextCheck = clock.instant().plus(CHECK_INTERVAL);
      }
      for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
        checker.check(record, reader.receivedAt(record)).ifPresent(this::pass);
      }
      caughtUp = reader.isCaughtUp();
    }
  }

  private void pass(T record) {
    Consumer<T> to = listener;
    if (to != null) {
      to.accept(record);
    }
  }

  private void reading(TopicReader reader) {
    List<Integer> silent = reader.silentPartitions();
    int all = reader.partitionCount();
    ready = true;
    if (silent.isEmpty()) {
      detail = String.format(Locale.ROOT, "reading %d partitions of topic %s", all, topic);
      log.info("{}", detail);
      return;
    }
    detail =
        String.format(
            Locale.ROOT,
            "reading %d of %d partitions of topic %s; there is no answer from the %s %s",
            all - silent.size(),
            all,
            topic,
            silent.size() == 1 ? "leader of partition" : "leaders of partitions",
            silent.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    log.warn("{}", detail);
  }

  private void missing(String what) {
    if (!isClosing() && !detail.equals(what)) {
      log.warn("{}; trying again", what);
      detail = what;
    }
    ready = false;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = ExceptionUtils.getRootCause(e);
    if (root instanceof Error) {
      // Its message alone says little, such as the name of a class.
      return root.toString();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
