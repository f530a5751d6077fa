// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.KafkaErrorText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.lang3.Strings;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which of the wanted topics exist, how they differ, and how the missing ones are created. */
final class TopicPlan {

  /** Enough for some thousand wearers, and for a process on each of four cores. */
  private static final int DEFAULT_PARTITIONS = 4;

  private static final long POLL_MILLIS = 50;

  private final Brokers brokers;
  private final List<AppTopic> topics;
  private final int replication;
  private final Map<String, TopicDescription> existing;
  private final int partitions;

  /**
   * Asks the brokers which topics exist.
   *
   * @param topics the input first
   * @param partitions of missing topics; if absent, as many as an existing aligned topic has
   * @param replication of missing topics
   * @throws KafkaException if a topic may not be described or the brokers do not answer
   */
  TopicPlan(Brokers brokers, List<AppTopic> topics, OptionalInt partitions, int replication) {
    this.brokers = brokers;
    this.topics = topics;
    this.replication = replication;
    this.existing = describe();
    this.partitions = partitions.orElseGet(this::alignedPartitions);
  }

  private Map<String, TopicDescription> describe() {
    Map<String, KafkaFuture<TopicDescription>> asked =
        brokers
            .admin()
            .describeTopics(topics.stream().map(AppTopic::name).toList())
            .topicNameValues();
    Map<String, TopicDescription> found = new HashMap<>();
    asked.forEach(
        (topic, answer) -> {
          try {
            found.put(topic, brokers.answer(answer));
          } catch (UnknownTopicOrPartitionException e) {
            // It is missing.
          }
        });
    return found;
  }

  private int alignedPartitions() {
    return topics.stream()
        .filter(AppTopic::isAligned)
        .map(topic -> existing.get(topic.name()))
        .filter(found -> found != null)
        .mapToInt(found -> found.partitions().size())
        .findFirst()
        .orElse(DEFAULT_PARTITIONS);
  }

  /** The topics that do not exist. */
  List<AppTopic> missing() {
    return topics.stream().filter(topic -> !existing.containsKey(topic.name())).toList();
  }

  /** What is, or would be, created for a missing topic. */
  String text(AppTopic topic) {
    return topic.text(partitions, replication);
  }

  /**
   * Creates the missing topics and waits until every partition has a leader: until then, an
   * idempotent producer can lose its first records (KAFKA-15591).
   *
   * @param done receives each topic that was created, also if others cannot be
   * @throws KafkaException if a topic cannot be created; the others are created nevertheless
   */
  void create(Consumer<AppTopic> done) {
    List<NewTopic> requests =
        missing().stream().map(topic -> topic.create(partitions, replication)).toList();
    Map<String, KafkaFuture<Void>> answers = brokers.admin().createTopics(requests).values();
    List<AppTopic> created = new ArrayList<>();
    // The reason is often the same for all.
    Map<String, List<String>> refused = new LinkedHashMap<>();
    for (AppTopic topic : missing()) {
      try {
        brokers.answer(requireNonNull(answers.get(topic.name())));
        created.add(topic);
        done.accept(topic);
      } catch (TopicExistsException e) {
        // Somebody else created it in this moment.
      } catch (KafkaException e) {
        refused
            .computeIfAbsent(KafkaErrorText.sentence(e), reason -> new ArrayList<>())
            .add("'" + topic.name() + "'");
      }
    }
    if (!refused.isEmpty()) {
      throw new KafkaException(sentence(refused));
    }
    created.forEach(this::awaitLeaders);
  }

  private static String sentence(Map<String, List<String>> refused) {
    List<String> parts = new ArrayList<>();
    refused.forEach(
        (reason, names) ->
            parts.add(
                "%s %s cannot be created: %s"
                    .formatted(
                        names.size() == 1 ? "topic" : "topics",
                        String.join(", ", names),
                        Strings.CS.removeEnd(reason, "."))));
    return String.join("; ", parts) + "; correct this and run the command again";
  }

  private void awaitLeaders(AppTopic topic) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      ends.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
    }
    while (true) {
      try {
        brokers.answer(brokers.admin().listOffsets(ends).all());
        return;
      } catch (UnknownTopicOrPartitionException e) {
        pause();
      } catch (AuthorizationException e) {
        // Who may create a topic need not be allowed to read it.
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  /** For each topic that existed before, a sentence for everything that differs. */
  Map<String, List<String>> differences() {
    Map<String, List<String>> all = new TreeMap<>();
    for (AppTopic topic : topics) {
      TopicDescription found = existing.get(topic.name());
      if (found != null) {
        List<String> differences = new ArrayList<>();
        if (topic.isAligned() && found.partitions().size() != partitions) {
          differences.add(
              String.format(
                  Locale.ROOT, "has %d partitions, not %d", found.partitions().size(), partitions));
        }
        int replicas =
            found.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
        if (replicas < replication) {
          differences.add(
              String.format(Locale.ROOT, "has %d replicas, not %d", replicas, replication));
        }
        differences.addAll(configDifferences(topic));
        all.put(topic.name(), differences);
      }
    }
    return all;
  }

  private List<String> configDifferences(AppTopic topic) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config;
    try {
      config =
          brokers.answer(
              requireNonNull(
                  brokers.admin().describeConfigs(List.of(resource)).values().get(resource)));
    } catch (AuthorizationException e) {
      return List.of("has settings that cannot be read: no permission to describe them");
    }
    List<String> differences = new ArrayList<>();
    topic
        .configs()
        .forEach(
            (key, wanted) -> {
              ConfigEntry entry = config.get(key);
              String is = entry == null ? null : entry.value();
              if (is != null && !is.equals(wanted)) {
                differences.add("has %s=%s, a new topic would have %s".formatted(key, is, wanted));
              }
            });
    return differences;
  }
}
