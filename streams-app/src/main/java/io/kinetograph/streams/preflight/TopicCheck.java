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
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that the topics exist and fit. */
final class TopicCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

  /** Longer than a restart takes. */
  private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(10);

  private final Brokers brokers;

  TopicCheck(Brokers brokers) {
    this.brokers = brokers;
  }

  /**
   * Checks the topics.
   *
   * @param topics that must exist
   * @throws UnusableClusterException if the cluster does not answer in time, a topic is missing or
   *     may not be seen, one would lose or reject records, or labels would not lie in the
   *     partitions of their readings
   */
  void check(TopicSettings topics) {
    Map<String, TopicDescription> found = describe(topics.settingKeys());
    checkRead(topics.input());
    checkWritten(topics.output(), "output.topic", found);
    checkWritten(topics.deadLetters(), "dead-letter.topic", found);
    checkPartitions(topics, found);
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
      faults.add("topics are missing: " + String.join(", ", missing));
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
  private void checkRead(String topic) {
    String named = "topic '%s' (setting input.topic)".formatted(topic);
    Config config = config(topic, named);
    if (config == null) {
      return;
    }
    checkNotCompacted(config, named);
    String retention = value(config, TopicConfig.RETENTION_MS_CONFIG);
    if (!retention.isEmpty()) {
      long millis = Long.parseLong(retention);
      if (millis >= 0 && millis < SHORTEST_RETENTION.toMillis()) {
        LOG.warn(
            "{} keeps records for {} s only: after a longer stop of the app, the samples of open"
                + " segments are gone; set its retention.ms to {} or more",
            named,
            millis / 1000,
            SHORTEST_RETENTION.toMillis());
      }
    }
  }

  private void checkWritten(String topic, String setting, Map<String, TopicDescription> found) {
    String named = "topic '%s' (setting %s)".formatted(topic, setting);
    Config config = config(topic, named);
    if (config == null) {
      return;
    }
    checkNotCompacted(config, named);
    int replicas =
        requireNonNull(found.get(topic)).partitions().stream()
            .mapToInt(p -> p.replicas().size())
            .min()
            .orElse(0);
    String least = value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    if (!least.isEmpty() && replicas < Integer.parseInt(least)) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "%s has %d replicas, fewer than its min.insync.replicas of %s, so nothing can be"
                  + " written to it",
              named,
              replicas,
              least));
    }
  }

  private @Nullable Config config(String topic, String named) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return brokers.answer(
          requireNonNull(
              brokers.admin().describeConfigs(List.of(resource)).values().get(resource)));
    } catch (AuthorizationException e) {
      // Labeling does not need this permission, so its lack does not stop the start.
      LOG.warn("{} cannot be checked: no permission to describe its configuration", named);
      return null;
    }
  }

  private static void checkNotCompacted(Config config, String named) {
    if (value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact")) {
      // The key is the wearer: only the last of its records would be kept.
      throw new UnusableClusterException(
          named + " is compacted and would lose records; set its cleanup.policy to delete");
    }
  }

  private static void checkPartitions(TopicSettings topics, Map<String, TopicDescription> found) {
    int read = requireNonNull(found.get(topics.input())).partitions().size();
    int written = requireNonNull(found.get(topics.output())).partitions().size();
    if (read != written) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "topic '%s' (setting output.topic) has %d partitions and topic '%s' (setting"
                  + " input.topic) %d; they need the same number, so that a wearer's labels lie in"
                  + " the partition of the wearer's readings",
              topics.output(),
              written,
              topics.input(),
              read));
    }
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}
