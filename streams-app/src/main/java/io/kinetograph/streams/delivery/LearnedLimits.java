// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.delivery.Refusal.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the app has learned from refusals that it did not expect by the configuration of the topics.
 * A record that was refused is made again after the transaction was aborted; what is learned here
 * keeps the app from sending it as it was.
 *
 * <p>Thread-safe: stream threads ask, producers' threads report.
 */
final class LearnedLimits {

  /** Records that were on their way when the lesson was learned may be refused, too. */
  private static final Duration LESSON_EXCUSES = Duration.ofSeconds(10);

  /** The oldest refused records beyond these are forgotten; a broker may then refuse them again. */
  private static final int MAX_REFUSED = 10_000;

  /** At one time, an episode may change and end, and the next one may begin. */
  private static final int MAX_AT_PLACE = 3;

  private final LongSupplier nanoClock;

  /** By topic, when it has refused a timestamp although its configuration allows it. */
  private final Map<String, Long> presentOnlyNanos = new ConcurrentHashMap<>();

  private final Map<String, Integer> maxBytes = new ConcurrentHashMap<>();
  private final Set<RecordIdentity> refused = new LinkedHashSet<>();
  private volatile @Nullable Lesson lesson;

  /** What was learned from a refusal, and when. */
  private record Lesson(String sentence, long nanos) {}

  LearnedLimits(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Whether a topic has refused a timestamp although its configuration allows it. */
  boolean takesPresentOnly(String topic) {
    return presentOnlyNanos.containsKey(topic);
  }

  /**
   * Below the size of the smallest record that was refused although the configuration allows it.
   */
  int maxBytes(String topic) {
    return maxBytes.getOrDefault(topic, Integer.MAX_VALUE);
  }

  /** Whether a topic has refused this record for a reason that nothing else tells. */
  boolean hasRefused(Supplier<RecordIdentity> record) {
    synchronized (refused) {
      return !refused.isEmpty() && refused.contains(record.get());
    }
  }

  /**
   * Learns from a refusal, if it teaches anything new. A record that is refused although the app
   * should know it teaches nothing, and excuses no failure: otherwise it could be sent again and
   * again, and nobody would count it.
   *
   * @param record as it was sent
   * @param identity of the record
   * @param refusal why the broker did not take it
   * @param knownMaxBytes the largest record that the topic was known to accept
   * @param sinceNanos before the record was sent
   */
  void learn(
      ProducerRecord<byte[], byte[]> record,
      RecordIdentity identity,
      Refusal refusal,
      int knownMaxBytes,
      long sinceNanos) {
    lesson =
        teaches(record, identity, refusal.reason(), knownMaxBytes, sinceNanos)
            ? new Lesson(refusal.sentence(), nanoClock.getAsLong())
            : null;
  }

  /** Returns whether the record, when it is made again, will not be sent as it was. */
  private boolean teaches(
      ProducerRecord<byte[], byte[]> record,
      RecordIdentity identity,
      Reason reason,
      int knownMaxBytes,
      long sinceNanos) {
    String topic = record.topic();
    if (reason == Reason.TIMESTAMP && mayHaveHadItsOwn(topic, sinceNanos)) {
      return true;
    }
    if (reason == Reason.SIZE) {
      int size = (int) RecordSize.of(record.key(), record.value(), record.headers());
      maxBytes.merge(topic, size - 1, Math::min);
      if (size <= knownMaxBytes) {
        return true;
      }
      // It was on its way, or an interceptor has made it larger than the app knows.
    }
    synchronized (refused) {
      if (refused.stream().filter(identity::isAtPlaceOf).count() >= MAX_AT_PLACE) {
        return false;
      }
      if (refused.size() == MAX_REFUSED) {
        refused.remove(refused.iterator().next());
      }
      return refused.add(identity);
    }
  }

  /**
   * Whether a record may have been sent with its own timestamp, and will have another one: it is
   * the first that its topic has refused, or was on its way by then. The second happens at most
   * once for each producer that there was at this time, because a producer ends at a refusal.
   */
  private boolean mayHaveHadItsOwn(String topic, long sinceNanos) {
    Long learnedNanos = presentOnlyNanos.putIfAbsent(topic, nanoClock.getAsLong());
    return learnedNanos == null || sinceNanos - learnedNanos <= 0;
  }

  /** What was learned within the last seconds, in a sentence. */
  Optional<String> lesson() {
    Lesson last = lesson;
    return last == null || nanoClock.getAsLong() - last.nanos() > LESSON_EXCUSES.toNanos()
        ? Optional.empty()
        : Optional.of(last.sentence());
  }

  /** Forgets what may have had its reason in a configuration that was changed since. */
  void forget(String topic) {
    presentOnlyNanos.remove(topic);
    maxBytes.remove(topic);
  }
}
