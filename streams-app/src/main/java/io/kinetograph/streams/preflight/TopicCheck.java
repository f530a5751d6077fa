// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.config.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that the topics exist and fit. */
final class TopicCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

  /** Longer than a restart takes. */
  private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(10);

  private final Brokers brokers;
  private final TopicConfigs configs;

  TopicCheck(Brokers brokers) {
    this.brokers = brokers;
    this.configs = new TopicConfigs(brokers);
  }

  /**
   * Checks the topics.
   *
   * @param topics that must exist
   * @return the topics by name
   * @throws UnusableClusterException if the cluster does not answer in time, a topic is missing or
   *     may not be seen, one would lose or reject records, or labels would not lie in the
   *     partitions of their readings
   */
  Map<String, TopicDescription> check(TopicSettings topics) {
    Map<String, TopicDescription> found = describe(topics.settingKeys());
    checkRead(topics.input(), topics.named(topics.input()));
    for (String topic : topics.written()) {
      checkWritten(requireNonNull(found.get(topic)), topics.named(topic));
    }
    checkPartitions(topics, topics.output(), "labels", found);
    String episodes = topics.episodes();
    if (episodes != null) {
      checkPartitions(topics, episodes, "episodes", found);
    }
    return found;
  }

  private Map<String, TopicDescription> describe(Map<String, String> settings) {
    Map<String, KafkaFuture<TopicDescription>> asked =
        brokers.admin().describeTopics(settings.keySet()).topicNameValues();
    Map<String, TopicDescription> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> forbidden = new ArrayList<>();
    settings.forEach(
        (topic, setting) -> {
          String named = "'%s' (setting %s)".formatted(topic, setting);
          try {
            found.put(topic, brokers.answer(requireNonNull(asked.get(topic))));
          } catch (UnknownTopicOrPartitionException e) {
            missing.add(named);
          } catch (AuthorizationException e) {
            forbidden.add(named);
          }
        });
    List<String> faults = new ArrayList<>();
    if (!missing.isEmpty()) {
      // The topic is new in this version: whoever updates may do without.
      boolean isOnlyEpisodes = missing.size() == 1 && missing.get(0).contains("episodes.topic");
      faults.add(
          "topics are missing: "
              + String.join(", ", missing)
              + (isOnlyEpisodes ? "; create it, or set episodes.enabled=false" : ""));
    }
    if (!forbidden.isEmpty()) {
      faults.add("there is no permission to describe topic " + String.join(", ", forbidden));
    }
    if (!faults.isEmpty()) {
      throw new UnusableClusterException(
          "on the brokers %s, %s".formatted(brokers, String.join(", and ", faults)));
    }
    return found;
  }

  /** The samples of open segments are read again after a start. */
  private void checkRead(String topic, String named) {
    Config config = configs.of(topic, named);
    if (config == null) {
      return;
    }
    checkNotCompacted(config, named);
    long millis = TopicConfigs.number(config, TopicConfig.RETENTION_MS_CONFIG);
    if (millis >= 0 && millis < SHORTEST_RETENTION.toMillis()) {
      LOG.warn(
          "{} keeps records for {} s only: after a longer stop of the app, the samples of open"
              + " segments are gone; set its retention.ms to {} or more",
          named,
          millis / 1000,
          SHORTEST_RETENTION.toMillis());
    }
  }

  private void checkWritten(TopicDescription topic, String named) {
    Config config = configs.of(topic.name(), named);
    if (config != null) {
      checkNotCompacted(config, named);
      TopicConfigs.checkReplicas(named, topic, config);
    }
  }

  private static void checkNotCompacted(Config config, String named) {
    if (TopicConfigs.value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact")) {
      // The key is the wearer: only the last of its records would be kept.
      throw new UnusableClusterException(
          named + " is compacted and would lose records; set its cleanup.policy to delete");
    }
  }

  private static void checkPartitions(
      TopicSettings topics, String topic, String what, Map<String, TopicDescription> found) {
    int read = requireNonNull(found.get(topics.input())).partitions().size();
    int written = requireNonNull(found.get(topic)).partitions().size();
    if (read != written) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "%s has %d partitions and %s %d; they need the same number, so that a wearer's %s"
                  + " lie in the partition of the wearer's readings",
              topics.named(topic),
              written,
              topics.named(topics.input()),
              read,
              what));
    }
  }
}
