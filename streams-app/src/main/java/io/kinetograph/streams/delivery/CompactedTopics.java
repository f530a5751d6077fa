// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of the app that are compacted, as {@link LimitsWatch} sees them. At the start, the app
 * refuses such a topic. While it runs, the brokers delete all records of a wearer but the last
 * without an error: readings before they are read, or the labels of all but one segment. The app
 * continues, so that nothing else is lost, but is not ready.
 *
 * <p>Thread-safe.
 */
public final class CompactedTopics {

  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopics.class);

  private final TopicSettings topics;
  private final Set<String> compacted = new ConcurrentSkipListSet<>();

  /** Creates it with no compacted topic known yet. */
  public CompactedTopics(TopicSettings topics) {
    this.topics = topics;
  }

  /** Notes whether a topic is compacted, unless it is a changelog, which should be. */
  void set(String topic, boolean isCompacted) {
    if (!topics.settingKeys().containsKey(topic)) {
      return;
    }
    if (!isCompacted) {
      if (compacted.remove(topic)) {
        LOG.info("{} is no longer compacted", topics.named(topic));
      }
    } else if (compacted.add(topic)) {
      LOG.warn("{}", sentence(topic));
    }
  }

  private String sentence(String topic) {
    return topics.named(topic)
        + " is compacted and loses records; set its cleanup.policy to delete";
  }

  /** Why the app is not ready: a topic that loses records. */
  public Optional<String> problem() {
    return compacted.stream().findFirst().map(this::sentence);
  }
}
