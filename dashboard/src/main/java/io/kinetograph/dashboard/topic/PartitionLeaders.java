// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Asks the leaders of a topic's partitions. One that does not answer, such as of a broker that is
 * down, is from then on asked on its own and for a moment only, so that it does not delay the
 * others. Used by one thread.
 */
final class PartitionLeaders {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT_IF_SILENT = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private Set<TopicPartition> silent = Set.of();

  PartitionLeaders(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * The partitions that the topic has; none if it does not exist.
   *
   * @throws TimeoutException if no broker answers
   */
  Set<TopicPartition> partitions() {
    Set<TopicPartition> partitions = new HashSet<>();
    known().forEach(partition -> partitions.add(partitionOf(partition)));
    return partitions;
  }

  private List<PartitionInfo> known() {
    List<PartitionInfo> known = consumer.partitionsFor(topic, TIMEOUT);
    return known == null ? List.of() : known;
  }

  private static TopicPartition partitionOf(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }

  /**
   * The ends of those partitions whose leaders answer; at least one does.
   *
   * @param partitions of the topic, at least one
   * @throws TimeoutException if no broker answers
   * @throws KafkaException if brokers answer, but none as a leader
   */
  Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
    Set<TopicPartition> expected = new HashSet<>(partitions);
    expected.removeAll(silent);
    Map<TopicPartition, Long> ends = new HashMap<>(endsOrNone(expected, TIMEOUT));
    Set<TopicPartition> rest = new HashSet<>(partitions);
    rest.removeAll(ends.keySet());
    for (Set<TopicPartition> ofOneLeader : byLeader(rest)) {
      ends.putAll(endsOrNone(ofOneLeader, TIMEOUT_IF_SILENT));
    }
    rest.removeAll(ends.keySet());
    silent = rest;
    if (ends.isEmpty()) {
      var unused = consumer.listTopics(TIMEOUT);
      throw new KafkaException(
          "no leader of its %s partitions answers".formatted(partitions.size()));
    }
    return ends;
  }

  private Map<TopicPartition, Long> endsOrNone(Set<TopicPartition> partitions, Duration timeout) {
    try {
      return consumer.endOffsets(partitions, timeout);
    } catch (TimeoutException e) {
      return Map.of();
    }
  }

  /** Without those that have no leader. */
  private Collection<Set<TopicPartition>> byLeader(Set<TopicPartition> partitions) {
    Map<Integer, Set<TopicPartition>> all = new HashMap<>();
    if (!partitions.isEmpty()) {
      for (PartitionInfo info : known()) {
        Node leader = info.leader();
        TopicPartition partition = partitionOf(info);
        if (leader != null && !leader.isEmpty() && partitions.contains(partition)) {
          all.computeIfAbsent(leader.id(), id -> new HashSet<>()).add(partition);
        }
      }
    }
    return all.values();
  }

  /** The partitions without an answer to the last question. */
  Set<TopicPartition> silent() {
    return silent;
  }
}
