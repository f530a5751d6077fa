// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.time.Duration;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a topic accepts, by its configuration.
 *
 * @param beforeMillis how far a record's timestamp may be behind the broker's clock
 * @param afterMillis how far a record's timestamp may be ahead of the broker's clock
 * @param maxBytes the largest batch, after compression
 * @param compacted whether each record needs a key
 * @param retentionMillis for how long records are kept, by their timestamps
 */
record TopicLimits(
    long beforeMillis, long afterMillis, int maxBytes, boolean compacted, long retentionMillis) {

  static final TopicLimits NONE =
      new TopicLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, false, Long.MAX_VALUE);

  /**
   * Our clock may differ from the broker's, and a record may wait for minutes in the producer until
   * the broker checks its timestamp.
   */
  private static final long MARGIN_MILLIS = Duration.ofMinutes(5).toMillis();

  /** Brokers before Kafka 3.6 have this one setting for both directions. */
  private static final String DIFFERENCE = "message.timestamp.difference.max.ms";

  static TopicLimits of(Config config) {
    long difference = number(config, DIFFERENCE);
    long before = number(config, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
    long after = number(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);
    long bytes =
        Math.min(
            number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
            number(config, TopicConfig.SEGMENT_BYTES_CONFIG));
    // The broker replaces the timestamps of such a topic and checks none.
    boolean ownTime =
        text(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime");
    String policy = text(config, TopicConfig.CLEANUP_POLICY_CONFIG);
    long retention = number(config, TopicConfig.RETENTION_MS_CONFIG);
    return new TopicLimits(
        ownTime ? Long.MAX_VALUE : Math.min(before, difference),
        ownTime ? Long.MAX_VALUE : Math.min(after, difference),
        (int) Math.min(bytes, Integer.MAX_VALUE),
        policy.contains("compact"),
        ownTime || retention < 0 || !policy.contains("delete") ? Long.MAX_VALUE : retention);
  }

  /** Whether a record is so old that the brokers delete it with its log segment, however new. */
  boolean isPastRetention(long timestampMillis, long nowMillis) {
    return retentionMillis < nowMillis - timestampMillis;
  }

  /** A setting that the brokers do not have sets no limit. */
  private static long number(Config config, String name) {
    String text = text(config, name);
    return text.isEmpty() ? Long.MAX_VALUE : Long.parseLong(text);
  }

  private static String text(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  /**
   * The nearest timestamp that the topic accepts.
   *
   * @param timestampMillis what the record would have
   * @param nowMillis now, by the wall clock
   */
  long nearest(long timestampMillis, long nowMillis) {
    long earliest = beforeMillis >= nowMillis ? 0 : nowMillis - beforeMillis + margin(beforeMillis);
    long latest =
        afterMillis >= Long.MAX_VALUE - nowMillis
            ? Long.MAX_VALUE
            : nowMillis + afterMillis - margin(afterMillis);
    return Math.max(earliest, Math.min(latest, timestampMillis));
  }

  private static long margin(long limitMillis) {
    return Math.min(MARGIN_MILLIS, limitMillis / 2);
  }
}
