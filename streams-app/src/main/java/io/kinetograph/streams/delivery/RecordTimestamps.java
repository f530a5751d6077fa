// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import java.time.Instant;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The timestamps with which records are sent: their own, as far as their topics accept them. */
final class RecordTimestamps {

  private final TopicSettings topics;
  private final ConfiguredLimits configured;
  private final LearnedLimits learned;
  private final DeliveryMetrics metrics;
  private final LongSupplier wallMillis;

  RecordTimestamps(
      TopicSettings topics,
      ConfiguredLimits configured,
      LearnedLimits learned,
      DeliveryMetrics metrics,
      LongSupplier wallMillis) {
    this.topics = topics;
    this.configured = configured;
    this.learned = learned;
    this.metrics = metrics;
    this.wallMillis = wallMillis;
  }

  /**
   * The timestamp that is nearest to a record's own, which is counted if it differs, or if the
   * brokers soon delete the record.
   */
  long accepted(String topic, @Nullable Long timestampMillis) {
    long now = wallMillis.getAsLong();
    // Nobody reads the timestamps of a changelog.
    if (timestampMillis == null || !topics.isWritten(topic)) {
      return now;
    }
    TopicLimits limits = configured.of(topic);
    long accepted = learned.takesPresentOnly(topic) ? now : limits.nearest(timestampMillis, now);
    if (accepted != timestampMillis) {
      metrics.timestampChanged(
          topic,
          "%s refuses the timestamp %s (message.timestamp.*), so a record has %s instead; a label's own times stay"
              .formatted(topics.named(topic), time(timestampMillis), time(accepted)));
    }
    if (limits.isPastRetention(accepted, now)) {
      metrics.pastRetention(
          topic,
          String.format(
              Locale.ROOT,
              "%s has retention.ms=%d, so the brokers soon delete a record with the timestamp %s",
              topics.named(topic),
              limits.retentionMillis(),
              time(accepted)));
    }
    return accepted;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
