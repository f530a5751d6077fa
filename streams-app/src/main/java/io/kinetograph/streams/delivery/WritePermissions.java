// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.Refusal.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that the app lacks the permission to write. Thread-safe. */
final class WritePermissions {

  private static final Logger LOG = LoggerFactory.getLogger(WritePermissions.class);

  private final TopicSettings topics;
  private final Set<String> missing = ConcurrentHashMap.newKeySet();

  WritePermissions(TopicSettings topics) {
    this.topics = topics;
  }

  void set(String topic, boolean isWritable) {
    if (!isWritable) {
      missing.add(topic);
    } else if (missing.remove(topic)) {
      LOG.info("{} can be written again", topics.named(topic));
    }
  }

  /** Why a topic takes nothing; empty if the permission is not known to be missing. */
  Optional<Refusal> refusal(String topic) {
    return missing.contains(topic) ? Optional.of(denied(topic)) : Optional.empty();
  }

  /** Why any topic takes nothing. */
  Optional<Refusal> refusal() {
    return missing.stream().findFirst().map(this::denied);
  }

  /** What it means if the permission is missing. */
  Refusal denied(String topic) {
    return new Refusal(
        Reason.PERMISSION,
        TopicAuthorizationException.class.getName(),
        "there is no permission to write " + topics.named(topic));
  }
}
