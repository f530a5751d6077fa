// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import io.kinetograph.program.RateLimitedLog;
import io.kinetograph.schemas.registry.UnavailableRegistryException;
import io.kinetograph.schemas.registry.UnusableRegistryException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** A topic of something else has nothing but invalid records. */
  private static final int LINES_PER_MINUTE = 10;

  private final Map<String, Object> properties;
  private final String topic;
  private final Duration lookBack;
  private final Clock clock;
  private final Deserializer<R> deserializer;
  private final BiFunction<R, Instant, T> check;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final RateLimitedLog skippedLog =
      new RateLimitedLog("skipped records", "/health/ready", LINES_PER_MINUTE);

  private volatile boolean ready;
  private volatile boolean caughtUp;
  private volatile String detail = "not started";
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
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
    this.properties = new HashMap<>(kafka);
    this.topic = topic;
    this.deserializer = deserializer;
    this.check = check;
    this.thread = new Thread(this::run, "dashboard-" + name);
    this.lookBack = lookBack;
    this.clock = clock;
    // To notice added partitions soon.
    properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "30000");
    // Two clients with one id would complain about each other's metrics.
    properties.merge(
        ConsumerConfig.CLIENT_ID_CONFIG,
        "kinetograph-dashboard-" + name,
        (given, ours) -> given + "-" + name);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // Used only where the broker has lost the offset that would be read next.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:" + lookBack);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    try {
      new ConsumerConfig(properties);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "Kafka's consumer rejects a property: " + e.getMessage(), e);
    }
    thread.setDaemon(true);
  }

  @Override
  public void start(Consumer<T> listener) {
    this.listener = listener;
    detail = "connecting to " + properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
    thread.start();
  }

  @Override
  public SourceState state() {
    return new SourceState(ready, ready && caughtUp, detail, records.get(), skipped.get());
  }

  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> open = consumer;
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
      try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(properties)) {
        consumer = opened;
        read(opened);
      } catch (WakeupException e) {
        // close() woke the consumer up.
      } catch (UnavailableRegistryException | UnusableRegistryException e) {
        missing(String.valueOf(e.getMessage()));
      } catch (TimeoutException e) {
        missing(
            "no answer from Kafka at " + properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
      } catch (RuntimeException e) {
        missing("topic %s cannot be read: %s".formatted(topic, rootMessage(e)));
      } finally {
        consumer = null;
      }
      pause();
    }
    ready = false;
    detail = "closed";
  }

  private void read(KafkaConsumer<byte[], byte[]> open) {
    Set<TopicPartition> assigned = Set.of();
    Map<TopicPartition, Long> endsAtFirst = Map.of();
    Instant nextCheck = Instant.MIN;
    while (!isClosing()) {
      if (!clock.instant().isBefore(nextCheck)) {
        Set<TopicPartition> partitions = partitions(open);
        if (partitions.isEmpty()) {
          missing("topic %s does not exist".formatted(topic));
          // A topic that returns, with as many partitions, is read from its look-back time.
          assigned = Set.of();
          caughtUp = false;
          pause();
          continue;
        }
        // Requested even if not needed: this request is also how a lost broker is noticed.
        Map<TopicPartition, Long> ends = open.endOffsets(partitions, BROKER_TIMEOUT);
        if (!partitions.equals(assigned)) {
          if (assigned.isEmpty()) {
            endsAtFirst = ends;
            caughtUp = false;
          }
          assign(open, assigned, ends);
          assigned = partitions;
          reading(partitions.size());
        }
        nextCheck = clock.instant().plus(CHECK_INTERVAL);
      }
      for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        take(record, record.offset() < endsAtFirst.getOrDefault(partition, 0L));
      }
      if (!caughtUp) {
        caughtUp = isCaughtUp(open, endsAtFirst);
      }
    }
  }

  private static boolean isCaughtUp(
      KafkaConsumer<byte[], byte[]> open, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> open.position(end.getKey(), BROKER_TIMEOUT) >= end.getValue());
  }

  /**
   * Starts new partitions at the look-back time, or at the given ends if nothing was written since
   * then. Kafka's own reset {@code by_duration} asks for the end only after it found nothing at the
   * look-back time, and so misses what is written in between.
   */
  private void assign(
      KafkaConsumer<byte[], byte[]> open,
      Set<TopicPartition> assigned,
      Map<TopicPartition, Long> ends) {
    long from = clock.instant().minus(lookBack).toEpochMilli();
    Map<TopicPartition, Long> starts = new HashMap<>(ends);
    starts.keySet().removeAll(assigned);
    Map<TopicPartition, Long> times = new HashMap<>();
    starts.keySet().forEach(partition -> times.put(partition, from));
    open.offsetsForTimes(times, BROKER_TIMEOUT)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                starts.put(partition, found.offset());
              }
            });
    open.assign(ends.keySet());
    starts.forEach(open::seek);
  }

  private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> open) {
    List<PartitionInfo> known = open.partitionsFor(topic, BROKER_TIMEOUT);
    Set<TopicPartition> partitions = new HashSet<>();
    if (known != null) {
      known.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
    }
    return partitions;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, boolean fromBefore) {
    T taken;
    try {
      taken = decode(record, fromBefore);
    } catch (SerializationException | IllegalArgumentException e) {
      skipped.incrementAndGet();
      skippedLog.add(
          "skipped %s-%s@%s: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
      return;
    }
    records.incrementAndGet();
    Consumer<T> to = listener;
    if (to != null) {
      to.accept(taken);
    }
  }

  private T decode(ConsumerRecord<byte[], byte[]> record, boolean fromBefore) {
    byte[] value = record.value();
    if (value == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    // A record written before this start counts as received when it was written: a wearer who has
    // been silent since then must not look active. For later records their time is not used,
    // because it may be the wearable's.
    Instant receivedAt = clock.instant();
    Instant written = Instant.ofEpochMilli(record.timestamp());
    if (fromBefore && written.isBefore(receivedAt)) {
      receivedAt = written;
    }
    return check.apply(
        deserializer.deserialize(record.topic(), record.headers(), value), receivedAt);
  }

  private void reading(int partitions) {
    detail = String.format(Locale.ROOT, "reading %d partitions of topic %s", partitions, topic);
    ready = true;
    log.info("{}", detail);
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
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
