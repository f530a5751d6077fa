package io.kinetograph.quickstart.broker;

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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of the quickstart.
 *
 * @param readings what wearables measure, by wearer
 * @param labels what wearers do, by wearer
 * @param deadLetters records that are no readings
 */
public record QuickstartTopics(String readings, String labels, String deadLetters) {

  /** Partitions of each. */
  public static final int PARTITIONS = 4;

  /** How long readings are kept: raw motion is bulky, and nobody returns to a demonstration's. */
  static final Duration READINGS_KEPT = Duration.ofDays(1);

  /**
   * How long labels are kept. Labels carry the time of their segment, and a replayed recording's
   * segments lie in the past: too short a time would delete them as they come.
   */
  static final Duration LABELS_KEPT = Duration.ofDays(7);

  private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(7);

  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(10);
  private static final Duration SHOWN_POLL = Duration.ofMillis(20);

  /** The topics by the names that the app knows by default. */
  public static QuickstartTopics byDefault() {
    return new QuickstartTopics(
        "wearable.accelerometer", "wearer.activity", "wearable.accelerometer.dlq");
  }

  /**
   * Makes those of the topics that do not exist yet, and waits until the broker leads each of their
   * partitions: it answers that they are made a moment before it knows of them itself. An
   * idempotent producer, Kafka's default, that comes within that moment may lose the first records
   * that it sends (<a href="https://issues.apache.org/jira/browse/KAFKA-15591">KAFKA-15591</a>).
   *
   * @throws BrokerException if the broker does not do it
   * @throws InterruptedException if interrupted while waiting
   */
  public void create(Admin admin) throws BrokerException, InterruptedException {
    try {
      Set<String> existing = new HashSet<>(admin.listTopics().names().get());
      List<NewTopic> missing = new ArrayList<>();
      for (NewTopic topic :
          List.of(
              topic(readings, READINGS_KEPT),
              topic(labels, LABELS_KEPT),
              topic(deadLetters, DEAD_LETTERS_KEPT))) {
        if (existing.add(topic.name())) {
          missing.add(topic);
        }
      }
      admin.createTopics(missing).all().get();
      awaitLeaders(admin, awaitShown(admin));
    } catch (ExecutionException e) {
      throw new BrokerException("the topics cannot be made", e);
    }
  }

  private Collection<TopicDescription> awaitShown(Admin admin)
      throws BrokerException, ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + SHOWN_WITHIN.toNanos();
    while (true) {
      try {
        var described = admin.describeTopics(List.of(readings, labels, deadLetters));
        return described.allTopicNames().get().values();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        if (System.nanoTime() > deadline) {
          throw new BrokerException("the topics were made, but the broker does not show them", e);
        }
        Thread.sleep(SHOWN_POLL.toMillis());
      }
    }
  }

  /** Only a partition's leader tells its offsets; the client asks again until there is one. */
  private static void awaitLeaders(Admin admin, Collection<TopicDescription> topics)
      throws BrokerException, InterruptedException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partitions.put(
            new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    try {
      admin.listOffsets(partitions).all().get();
    } catch (ExecutionException e) {
      throw new BrokerException(
          "the topics were made, but the broker does not lead all of their partitions", e);
    }
  }

  private static NewTopic topic(String name, Duration kept) {
    return new NewTopic(name, PARTITIONS, (short) 1)
        .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.toMillis())));
  }
}
