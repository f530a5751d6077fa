// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configurations of topics, and what they say about writing. */
final class TopicConfigs {

  private static final Logger LOG = LoggerFactory.getLogger(TopicConfigs.class);

  private final Brokers brokers;

  TopicConfigs(Brokers brokers) {
    this.brokers = brokers;
  }

  /**
   * The configuration of a topic that exists, or null without the permission to know it.
   *
   * @param named the topic, for people
   */
  @Nullable Config of(String topic, String named) {
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

  /** The value of a setting; empty if the brokers do not know it. */
  static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  /**
   * A number that is set.
   *
   * @return -1 if the brokers do not know the setting; the same stands for no limit
   */
  static long number(Config config, String name) {
    String value = value(config, name);
    return value.isEmpty() ? -1 : Long.parseLong(value);
  }

  /** Fails if no producer that waits for all replicas can write to the topic. */
  static void checkReplicas(String named, TopicDescription topic, Config config) {
    int replicas = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    long least = number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    if (replicas < least) {
      throw new UnusableClusterException(
          String.format(
              Locale.ROOT,
              "%s has %d replicas, fewer than its min.insync.replicas of %d, so nothing can be"
                  + " written to it",
              named,
              replicas,
              least));
    }
  }
}
