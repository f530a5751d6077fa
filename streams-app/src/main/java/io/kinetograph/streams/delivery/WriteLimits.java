// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.Refusal.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the topics that the app writes are known to refuse: by their configuration, which {@link
 * LimitsWatch} reads, and by what a broker has refused. A record is checked here before it is sent,
 * because a refusal by a broker aborts the whole transaction.
 *
 * <p>Thread-safe: stream threads ask, producers' threads and the watch report.
 */
public final class WriteLimits {

  /** The entry of Kafka Streams' configuration that gives it to classes that Kafka creates. */
  public static final String CONFIG = "kinetograph.write.limits";

  private static final Logger LOG = LoggerFactory.getLogger(WriteLimits.class);

  /** More than the longest id of a wearer, and than the longest place of a task, need. */
  private static final int CHANGELOG_BYTES = 65_536;

  /** Records that were on their way when the lesson was learned may be refused, too. */
  private static final Duration LESSON_EXCUSES = Duration.ofSeconds(10);

  /** The oldest refused records beyond these are forgotten; a broker may then refuse them again. */
  private static final int MAX_REFUSED = 10_000;

  private final TopicSettings topics;
  private final int maxRequestBytes;
  private final LongSupplier wallMillis;
  private final LongSupplier nanoClock;
  private final DeliveryMetrics metrics;
  private final Map<String, Topic> states = new ConcurrentHashMap<>();
  private final Set<RefusedRecord> refused = new LinkedHashSet<>();
  private volatile @Nullable Lesson lesson;
  private volatile Runnable onRefusal = () -> {};

  /** What is known of one topic. */
  private static final class Topic {
    volatile TopicLimits limits = TopicLimits.NONE;

    /** Whether a timestamp was refused although the limits allow it. */
    volatile boolean takesPresentOnly;

    /** Below the size of the smallest record that was refused although the limits allow it. */
    volatile int maxBytes = Integer.MAX_VALUE;

    volatile boolean isWritable = true;
  }

  /** What was learned from a refusal, and when. */
  private record Lesson(String sentence, long nanos) {}

  /** Identifies a record when it is made again after the transaction was aborted. */
  private record RefusedRecord(String topic, int keyHash, long timestampMillis) {}

  /**
   * Creates limits that nothing is known of yet.
   *
   * @param topics of the app
   * @param kafka settings of Kafka Streams and its clients
   * @param registry where meters are registered
   */
  public WriteLimits(TopicSettings topics, Map<String, ?> kafka, MeterRegistry registry) {
    this(topics, kafka, registry, System::currentTimeMillis, System::nanoTime);
  }

  WriteLimits(
      TopicSettings topics,
      Map<String, ?> kafka,
      MeterRegistry registry,
      LongSupplier wallMillis,
      LongSupplier nanoClock) {
    this.topics = topics;
    this.maxRequestBytes = maxRequestBytes(kafka);
    this.wallMillis = wallMillis;
    this.nanoClock = nanoClock;
    this.metrics = new DeliveryMetrics(registry, nanoClock);
  }

  /** Limits of topics without a cluster: those of a producer with its default settings. */
  public static WriteLimits none(TopicSettings topics) {
    return new WriteLimits(topics, Map.of(), new CompositeMeterRegistry());
  }

  /**
   * The limits in a configuration.
   *
   * @throws ConfigException if it has none
   */
  public static WriteLimits of(Map<String, ?> configs) {
    if (configs.get(CONFIG) instanceof WriteLimits limits) {
      return limits;
    }
    throw new ConfigException(CONFIG, null, "the app sets it");
  }

  /** The producer's maximum request size, which it checks before compression. */
  private static int maxRequestBytes(Map<String, ?> configs) {
    String key = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
    for (String name : List.of(StreamsConfig.producerPrefix(key), key)) {
      Object set = configs.get(name);
      if (set != null) {
        return Integer.parseInt(set.toString().trim());
      }
    }
    Object byDefault = ProducerConfig.configDef().defaultValues().get(key);
    return byDefault instanceof Integer bytes ? bytes : Integer.MAX_VALUE;
  }

  /** Sets what to do after a refusal, on a thread that must not wait. */
  void onRefusal(Runnable action) {
    onRefusal = action;
  }

  /** The timestamp with which a record is sent: its own, if the topic accepts it. */
  long timestamp(String topic, @Nullable Long timestampMillis) {
    long now = wallMillis.getAsLong();
    // Nobody reads the timestamps of a changelog.
    if (timestampMillis == null || !isOurs(topic)) {
      return now;
    }
    Topic state = state(topic);
    long accepted = state.takesPresentOnly ? now : state.limits.nearest(timestampMillis, now);
    if (accepted != timestampMillis) {
      metrics.timestampChanged(
          topic,
          "%s refuses the timestamp %s (message.timestamp.*), so a record has %s instead; a label's own times stay"
              .formatted(named(topic), time(timestampMillis), time(accepted)));
    }
    return accepted;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** The largest record that a topic accepts, in bytes before compression. */
  public int maxBytes(String topic) {
    Topic state = state(topic);
    return Math.min(Math.min(state.maxBytes, state.limits.maxBytes()), maxRequestBytes);
  }

  /** Whether each record of a topic needs a key. */
  public boolean needsKey(String topic) {
    return state(topic).limits.compacted();
  }

  /**
   * Why a topic is known to refuse a record, whatever its timestamp; empty if it may accept it. The
   * permission counts for dead letters only: labels wait for it.
   */
  public Optional<Refusal> refusal(
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long timestampMillis) {
    if (topic.equals(topics.deadLetters()) && !state(topic).isWritable) {
      return Optional.of(denied(topic));
    }
    long size = RecordSize.of(key, value, headers);
    int maxBytes = maxBytes(topic);
    if (size > maxBytes) {
      return Optional.of(
          new Refusal(
              Reason.SIZE,
              RecordTooLargeException.class.getName(),
              String.format(
                  Locale.ROOT,
                  "%s accepts records of at most %d bytes, and this one has %d",
                  named(topic),
                  maxBytes,
                  size)));
    }
    synchronized (refused) {
      return refused.isEmpty()
              || !refused.contains(new RefusedRecord(topic, Arrays.hashCode(key), timestampMillis))
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  Reason.OTHER,
                  ApiException.class.getName(),
                  named(topic) + " has refused this record before"));
    }
  }

  /** Notes a label that becomes a dead letter. */
  public void labelSetAside(String label, Refusal refusal) {
    metrics.labelSetAside(label, refusal);
  }

  /** Notes a dead letter that cannot be written. */
  public void letterLost(String place, Refusal refusal) {
    metrics.letterLost(place, refusal);
  }

  /** Notes what a broker has refused for good. Called by a producer's thread: it never waits. */
  void refused(ProducerRecord<byte[], byte[]> record, Exception exception) {
    String topic = record.topic();
    Refusal refusal =
        new Refusal(
            reason(exception),
            exception.getClass().getName(),
            "%s has refused a record: %s".formatted(named(topic), exception.getMessage()));
    metrics.refused(topic, refusal);
    if (isOurs(topic) && learn(record, refusal.reason())) {
      lesson = new Lesson(refusal.sentence(), nanoClock.getAsLong());
    }
    onRefusal.run();
  }

  private static Reason reason(Exception exception) {
    if (exception instanceof RecordTooLargeException) {
      return Reason.SIZE;
    }
    // If a batch has several such records, only the message tells the reason.
    String message = String.valueOf(exception.getMessage());
    return exception instanceof InvalidTimestampException || message.startsWith("Timestamp ")
        ? Reason.TIMESTAMP
        : Reason.OTHER;
  }

  /** Returns whether the record, when it is made again, will not be sent as it was. */
  private boolean learn(ProducerRecord<byte[], byte[]> record, Reason reason) {
    Topic state = state(record.topic());
    if (reason == Reason.TIMESTAMP && !state.takesPresentOnly) {
      state.takesPresentOnly = true;
      return true;
    }
    if (reason == Reason.SIZE) {
      int size = (int) RecordSize.of(record.key(), record.value(), record.headers());
      boolean isSmaller = size <= maxBytes(record.topic());
      state.maxBytes = Math.min(state.maxBytes, size - 1);
      return isSmaller;
    }
    synchronized (refused) {
      if (refused.size() == MAX_REFUSED) {
        refused.remove(refused.iterator().next());
      }
      Long timestamp = record.timestamp();
      return refused.add(
          new RefusedRecord(
              record.topic(), Arrays.hashCode(record.key()), timestamp == null ? -1 : timestamp));
    }
  }

  /**
   * Explains the failure of a stream thread by a refusal, if a new thread gets further: it does not
   * send the record again as it was, or it waits for a permission.
   */
  public Optional<String> explain(Throwable failure) {
    List<Throwable> causes = ExceptionUtils.getThrowableList(failure);
    for (Throwable cause : causes) {
      if (cause instanceof TopicAuthorizationException denied
          && !denied.unauthorizedTopics().isEmpty()
          && !denied.unauthorizedTopics().contains(topics.input())) {
        return Optional.of(deny(new TreeSet<>(denied.unauthorizedTopics())));
      }
    }
    boolean isRefusal =
        causes.stream()
            .anyMatch(
                cause -> cause instanceof ApiException && !(cause instanceof RetriableException));
    Lesson last = lesson;
    return !isRefusal
            || last == null
            || nanoClock.getAsLong() - last.nanos() > LESSON_EXCUSES.toNanos()
        ? Optional.empty()
        : Optional.of(last.sentence() + "; a new thread reads again what was not committed");
  }

  private String deny(Set<String> denied) {
    denied.forEach(topic -> setWritable(topic, false));
    onRefusal.run();
    String first = denied.iterator().next();
    Refusal refusal = denied(first);
    metrics.refused(first, refusal);
    return refusal.sentence() + "; the app tries again, and nothing is lost";
  }

  private Refusal denied(String topic) {
    return new Refusal(
        Reason.PERMISSION,
        TopicAuthorizationException.class.getName(),
        "there is no permission to write " + named(topic));
  }

  /** Why the app is not ready: permissions that it lacks. */
  public Optional<String> unwritable() {
    return states.entrySet().stream()
        .filter(state -> !state.getValue().isWritable)
        .findFirst()
        .map(state -> denied(state.getKey()).sentence());
  }

  /** Notes whether there is the permission to write. */
  void setWritable(String topic, boolean isWritable) {
    Topic state = state(topic);
    if (isWritable && !state.isWritable) {
      LOG.info("{} can be written again", named(topic));
    }
    state.isWritable = isWritable;
  }

  /** Notes what a topic's configuration allows. */
  void set(String topic, TopicLimits limits) {
    Topic state = state(topic);
    if (limits.equals(state.limits)) {
      return;
    }
    if (limits.compacted() && isOurs(topic)) {
      LOG.warn("{} is compacted and loses records; set its cleanup.policy to delete", named(topic));
    }
    if (limits.maxBytes() < CHANGELOG_BYTES && !isOurs(topic)) {
      LOG.warn(
          "{} accepts records of at most {} bytes, and the app's state may need more; set its"
              + " max.message.bytes to at least {}",
          named(topic),
          limits.maxBytes(),
          CHANGELOG_BYTES);
    }
    LOG.debug("{}: {}", named(topic), limits);
    state.limits = limits;
    // What was learned from refusals may have had its reason in the change.
    state.takesPresentOnly = false;
    state.maxBytes = Integer.MAX_VALUE;
  }

  private Topic state(String topic) {
    return states.computeIfAbsent(topic, name -> new Topic());
  }

  /** Whether it is the topic of labels or dead letters, and no changelog. */
  private boolean isOurs(String topic) {
    return topic.equals(topics.output()) || topic.equals(topics.deadLetters());
  }

  private String named(String topic) {
    String setting = topics.settingKeys().get(topic);
    return "topic '%s'%s".formatted(topic, setting == null ? "" : " (setting " + setting + ")");
  }
}
