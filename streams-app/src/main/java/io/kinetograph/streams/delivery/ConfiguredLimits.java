// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the topics that the app writes accept by their configuration, which {@link LimitsWatch}
 * reads. A changelog whose configuration endangers the app's state is logged. Thread-safe.
 */
final class ConfiguredLimits {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredLimits.class);

  /** More than the longest id of a wearer, and than the longest place of a task, need. */
  private static final int CHANGELOG_BYTES = 65_536;

  private final TopicSettings topics;
  private final Map<String, TopicLimits> limits = new ConcurrentHashMap<>();

  ConfiguredLimits(TopicSettings topics) {
    this.topics = topics;
  }

  /** What a topic accepts: everything, as long as its configuration is not known. */
  TopicLimits of(String topic) {
    return limits.getOrDefault(topic, TopicLimits.NONE);
  }

  /** Notes what a topic accepts; returns whether this has changed. */
  boolean set(String topic, TopicLimits found) {
    if (found.equals(of(topic))) {
      return false;
    }
    if (!topics.isWritten(topic)) {
      warnOfChangelog(topic, found);
    }
    LOG.debug("{}: {}", topics.named(topic), found);
    limits.put(topic, found);
    return true;
  }

  private void warnOfChangelog(String topic, TopicLimits found) {
    if (found.maxBytes() < CHANGELOG_BYTES) {
      LOG.warn(
          "{} accepts records of at most {} bytes, and the app's state may need more; set its"
              + " max.message.bytes to at least {}",
          topics.named(topic),
          found.maxBytes(),
          CHANGELOG_BYTES);
    }
    if (found.retentionMillis() < Long.MAX_VALUE) {
      LOG.warn(
          "{} has retention.ms={} and cleanup.policy with delete, so the brokers delete the app's"
              + " state after this time; set its cleanup.policy to compact",
          topics.named(topic),
          found.retentionMillis());
    }
  }
}
