// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.Refusal.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the topics that the app writes are known to refuse: by their configuration, which {@link
 * LimitsWatch} reads, and by what a broker has refused ({@link LearnedLimits}). A record is checked
 * here before it is sent, because a refusal by a broker aborts the whole transaction.
 *
 * <p>Thread-safe: stream threads ask, producers' threads and the watch report.
 */
public final class WriteLimits {

  /** The entry of Kafka Streams' configuration that gives it to classes that Kafka creates. */
  public static final String CONFIG = "kinetograph.write.limits";

  private final TopicSettings topics;
  private final int maxRequestBytes;
  private final LongSupplier nanoClock;
  private final DeliveryMetrics metrics;
  private final LearnedLimits learned;
  private final ConfiguredLimits configured;
  private final RecordTimestamps timestamps;
  private final WritePermissions permissions;
  private volatile Runnable onRefusal = () -> {};

  /** Whether the producer that this thread works for has reported a refusal. */
  private final ThreadLocal<Boolean> hasRefusal = ThreadLocal.withInitial(() -> false);

  /**
   * Creates limits that nothing is known of yet.
   *
   * @param topics of the app
   * @param producer settings of the app's producers, with the values of config providers
   * @param registry where meters are registered
   * @throws ConfigException if the largest request is not a number
   */
  public WriteLimits(TopicSettings topics, Map<String, ?> producer, MeterRegistry registry) {
    this(topics, producer, registry, System::currentTimeMillis, System::nanoTime);
  }

  WriteLimits(
      TopicSettings topics,
      Map<String, ?> producer,
      MeterRegistry registry,
      LongSupplier wallMillis,
      LongSupplier nanoClock) {
    this.topics = topics;
    this.maxRequestBytes = RecordSize.limit(producer);
    this.nanoClock = nanoClock;
    this.metrics = new DeliveryMetrics(registry, nanoClock);
    this.learned = new LearnedLimits(nanoClock);
    this.configured = new ConfiguredLimits(topics);
    this.timestamps = new RecordTimestamps(topics, configured, learned, metrics, wallMillis);
    this.permissions = new WritePermissions(topics);
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

  /** Sets what to do after a refusal, on a thread that must not wait. */
  void onRefusal(Runnable action) {
    onRefusal = action;
  }

  /** The timestamp with which a record is sent: its own, if the topic accepts it. */
  long timestamp(String topic, @Nullable Long timestampMillis) {
    return timestamps.accepted(topic, timestampMillis);
  }

  /** The largest record that a topic accepts, in bytes before compression. */
  public int maxBytes(String topic) {
    int accepted = Math.min(learned.maxBytes(topic), configured.of(topic).maxBytes());
    return Math.min(accepted, maxRequestBytes);
  }

  /** Whether each record of a topic needs a key. */
  public boolean needsKey(String topic) {
    return configured.of(topic).compacted();
  }

  /**
   * Why a topic is known to refuse a record, whatever its timestamp; empty if it may accept it. The
   * permission counts for dead letters only: labels and episodes wait for it.
   */
  public Optional<Refusal> refusal(
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long timestampMillis) {
    Optional<Refusal> denied =
        topic.equals(topics.deadLetters()) ? permissions.refusal(topic) : Optional.empty();
    if (denied.isPresent()) {
      return denied;
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
                  topics.named(topic),
                  maxBytes,
                  size)));
    }
    return learned.hasRefused(
            () -> RecordIdentity.of(topics, topic, key, value, headers, timestampMillis))
        ? Optional.of(
            new Refusal(
                Reason.OTHER,
                ApiException.class.getName(),
                topics.named(topic) + " has refused this record before"))
        : Optional.empty();
  }

  /** Notes a label that becomes a dead letter. */
  public void labelSetAside(String label, Refusal refusal) {
    metrics.setAside(label, refusal, "kinetograph.segments counts those with result=refused");
  }

  /** Notes what is known of an episode and becomes a dead letter. */
  public void episodeSetAside(String episode, Refusal refusal) {
    metrics.setAside(episode, refusal, "kinetograph.episodes counts those with event=refused");
  }

  /** Notes a dead letter that cannot be written. */
  public void letterLost(String place, Refusal refusal) {
    metrics.letterLost(place, refusal);
  }

  /**
   * Notes what a broker has refused for good: the first such record of each producer. The others
   * may be accepted: with the same exception, a producer fails all records that it has not sent
   * yet, and Kafka Streams passes them on if it has noticed the first failure by then. Called by
   * the producer's thread: it never waits.
   *
   * @param sinceNanos before the record was sent, by {@link #nanoTime}
   */
  void refused(ProducerRecord<byte[], byte[]> record, Exception exception, long sinceNanos) {
    if (hasRefusal.get()) {
      return;
    }
    hasRefusal.set(true);
    String topic = record.topic();
    Refusal refusal = Refusal.of(exception, topics.named(topic));
    metrics.refused(topic, topics.isWritten(topic) ? refusal : refusal.ofState());
    if (topics.isWritten(topic)) {
      Long timestamp = record.timestamp();
      RecordIdentity identity =
          RecordIdentity.of(
              topics,
              topic,
              record.key(),
              record.value(),
              record.headers(),
              timestamp == null ? -1 : timestamp);
      learned.learn(record, identity, refusal, maxBytes(topic), sinceNanos);
    }
    onRefusal.run();
  }

  /** The time that tells what was known when. */
  long nanoTime() {
    return nanoClock.getAsLong();
  }

  /** What was learned from a refusal within the last seconds, in a sentence. */
  public Optional<String> lesson() {
    return learned.lesson();
  }

  /**
   * Notes that there is no permission to write topics, until {@link LimitsWatch} sees it again.
   *
   * @param denied at least one topic
   * @return what is missing, in a sentence
   */
  public String deny(SortedSet<String> denied) {
    denied.forEach(topic -> permissions.set(topic, false));
    onRefusal.run();
    Refusal refusal = permissions.denied(denied.first());
    metrics.refused(denied.first(), refusal);
    return refusal.sentence();
  }

  /** Why the app is not ready: a permission that it lacks. */
  public Optional<String> unwritable() {
    return permissions.refusal().map(Refusal::sentence);
  }

  /** Notes whether there is the permission to write. */
  void setWritable(String topic, boolean isWritable) {
    permissions.set(topic, isWritable);
  }

  /** Notes what a topic's configuration allows. */
  void set(String topic, TopicLimits limits) {
    if (configured.set(topic, limits)) {
      learned.forget(topic);
    }
  }
}
