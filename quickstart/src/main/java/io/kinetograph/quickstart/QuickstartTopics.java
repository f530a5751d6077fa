// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.streams.config.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the quickstart and sets where the app starts to read. */
public final class QuickstartTopics {

  /** Partitions of each topic. */
  public static final int PARTITIONS = 4;

  /** Raw readings are large, and nobody returns to those of a demonstration. */
  static final Duration READINGS_RETENTION = Duration.ofDays(1);

  /**
   * Labels and episodes have timestamps of their segments, and the segments of a replay lie in the
   * past: a short retention would delete labels as they arrive.
   */
  static final Duration LABELS_RETENTION = Duration.ofDays(7);

  private static final Duration DEAD_LETTERS_RETENTION = Duration.ofDays(7);

  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private final Admin admin;
  private final TopicSettings topics;

  /**
   * Works with an admin client, which the caller closes.
   *
   * @param topics the names of the topics
   */
  public QuickstartTopics(Admin admin, TopicSettings topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * Creates the missing topics, and waits until every partition has a leader: the broker confirms a
   * new topic shortly before it leads its partitions. An idempotent producer (Kafka's default) that
   * publishes in that moment can lose its first records (<a
   * href="https://issues.apache.org/jira/browse/KAFKA-15591">KAFKA-15591</a>).
   *
   * @throws QuickstartException if the broker does not create them
   * @throws InterruptedException if interrupted while waiting
   */
  public void create() throws QuickstartException, InterruptedException {
    try {
      Set<String> existing = new HashSet<>(admin.listTopics().names().get());
      List<NewTopic> missing = new ArrayList<>();
      for (String name : topics.settingKeys().keySet()) {
        NewTopic topic = topic(name, retention(name));
        if (existing.add(topic.name())) {
          missing.add(topic);
        }
      }
      admin.createTopics(missing).all().get();
      awaitLeaders(awaitVisible());
    } catch (ExecutionException e) {
      throw new QuickstartException("cannot create the topics", e);
    }
  }

  /**
   * Lets a new application start with the readings that come next. In a data folder that was used
   * before, a replay would otherwise begin with the readings of the earlier run.
   *
   * @param applicationId an id that was never used
   * @throws QuickstartException if the broker does not store the offsets
   * @throws InterruptedException if interrupted while waiting
   */
  void startAtEnd(String applicationId) throws QuickstartException, InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      var described = admin.describeTopics(List.of(topics.input())).allTopicNames().get();
      admin
          .listOffsets(latest(described.values()))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
      admin.alterConsumerGroupOffsets(applicationId, ends).all().get();
    } catch (ExecutionException e) {
      throw new QuickstartException("cannot set the offsets at which the app starts", e);
    }
  }

  private Collection<TopicDescription> awaitVisible()
      throws QuickstartException, ExecutionException, InterruptedException {
    long deadlineNanos = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (true) {
      try {
        return admin.describeTopics(topics.settingKeys().keySet()).allTopicNames().get().values();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        if (System.nanoTime() > deadlineNanos) {
          throw new QuickstartException("the broker created the topics but does not list them", e);
        }
        Thread.sleep(POLL_INTERVAL.toMillis());
      }
    }
  }

  private Duration retention(String topic) {
    if (topic.equals(topics.input())) {
      return READINGS_RETENTION;
    }
    return topic.equals(topics.deadLetters()) ? DEAD_LETTERS_RETENTION : LABELS_RETENTION;
  }

  /** Only a partition's leader answers for its offsets; the client asks until there is one. */
  private void awaitLeaders(Collection<TopicDescription> described)
      throws QuickstartException, InterruptedException {
    try {
      admin.listOffsets(latest(described)).all().get();
    } catch (ExecutionException e) {
      throw new QuickstartException(
          "the broker created the topics but does not lead all of their partitions", e);
    }
  }

  private static Map<TopicPartition, OffsetSpec> latest(Collection<TopicDescription> described) {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (TopicDescription topic : described) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partitions.put(
            new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    return partitions;
  }

  private static NewTopic topic(String name, Duration retention) {
    return new NewTopic(name, PARTITIONS, (short) 1)
        .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis())));
  }
}
