// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import io.kinetograph.streams.config.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as the app needs it.
 *
 * @param name of the topic
 * @param isAligned whether it has as many partitions as the input topic
 * @param configs settings of the topic
 */
record AppTopic(String name, boolean isAligned, Map<String, String> configs) {

  /**
   * Of readings, longer than the app may be down; of labels and episodes, for those who read them.
   */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** People look into what was set aside. */
  private static final Duration LETTERS_RETENTION = Duration.ofDays(30);

  /**
   * The topics of an app, the input first.
   *
   * @param replication the number of replicas of each partition
   */
  static List<AppTopic> of(TopicSettings topics, int replication) {
    Map<String, String> readings = configs(RETENTION, replication);
    // The broker's clock decides which readings are from the future.
    readings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    List<AppTopic> all = new ArrayList<>();
    all.add(new AppTopic(topics.input(), true, readings));
    for (String topic : topics.written()) {
      boolean isLetters = topic.equals(topics.deadLetters());
      Duration retention = isLetters ? LETTERS_RETENTION : RETENTION;
      all.add(new AppTopic(topic, !isLetters, configs(retention, replication)));
    }
    return List.copyOf(all);
  }

  private static Map<String, String> configs(Duration retention, int replication) {
    Map<String, String> configs = new LinkedHashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    // One replica may be missing, for example while its broker restarts.
    configs.put(
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, replication - 1)));
    return configs;
  }

  /** The request to create it. */
  NewTopic create(int partitions, int replication) {
    return new NewTopic(name, partitions, (short) replication).configs(configs);
  }

  /** Says what it is, for people. */
  String text(int partitions, int replication) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s: %d partition%s, %d replica%s",
                name,
                partitions,
                partitions == 1 ? "" : "s",
                replication,
                replication == 1 ? "" : "s"));
    configs.forEach((key, value) -> text.append(", ").append(key).append('=').append(value));
    return text.toString();
  }
}
