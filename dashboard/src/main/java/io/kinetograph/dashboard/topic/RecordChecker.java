// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import io.kinetograph.program.RateLimitedLog;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes and checks records. It counts the valid and the invalid ones, and logs the first invalid
 * ones of each minute. One thread checks; any thread may ask for the counts.
 *
 * @param <R> the records of the topic
 * @param <T> what is made of them
 */
final class RecordChecker<R, T> {

  /** A topic of something else has nothing but invalid records. */
  private static final int LINES_PER_MINUTE = 10;

  private final Deserializer<R> deserializer;
  private final BiFunction<R, Instant, T> check;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final RateLimitedLog skippedLog =
      new RateLimitedLog("skipped records", "/health/ready", LINES_PER_MINUTE);

  /**
   * Creates a checker.
   *
   * @param check makes something of a record and the instant when it was received; throws {@link
   *     IllegalArgumentException} if the record has an invalid value
   */
  RecordChecker(Deserializer<R> deserializer, BiFunction<R, Instant, T> check) {
    this.deserializer = deserializer;
    this.check = check;
  }

  /**
   * What is made of a record; empty if the record is invalid.
   *
   * @throws RuntimeException if the record cannot be decoded now, because its schema is not known
   *     and the registry does not answer
   */
  Optional<T> check(ConsumerRecord<byte[], byte[]> record, Instant receivedAt) {
    try {
      T checked = check.apply(decode(record), receivedAt);
      records.incrementAndGet();
      return Optional.of(checked);
    } catch (SerializationException | IllegalArgumentException e) {
      skipped.incrementAndGet();
      skippedLog.add(
          "skipped %s-%s@%s: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
      return Optional.empty();
    }
  }

  private R decode(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    return deserializer.deserialize(record.topic(), record.headers(), value);
  }

  /** Counts anew from here on. */
  void startCounting() {
    records.set(0);
    skipped.set(0);
  }

  /** Number of valid records. */
  long records() {
    return records.get();
  }

  /** Number of invalid records. */
  long skipped() {
    return skipped.get();
  }
}
