// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A part of the input topic, from a time to the present end.
 *
 * @param starts by partition, the first offset
 * @param ends by partition, the offset after the last committed record
 */
record TopicSpan(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {

  /**
   * Asks the brokers.
   *
   * @param topic the input topic
   * @param from the time, by the records' timestamps, in milliseconds since the epoch
   * @throws KafkaException if the brokers do not answer or the topic cannot be read; the message is
   *     one sentence
   */
  static TopicSpan since(long from, String topic, Brokers brokers) {
    Set<TopicPartition> partitions = partitions(topic, brokers);
    Map<TopicPartition, Long> ends = offsets(brokers, partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> starts = new HashMap<>(ends);
    offsets(brokers, partitions, OffsetSpec.forTimestamp(from))
        .forEach(
            (partition, found) -> {
              // It is below 0 if nothing was written since then.
              if (found >= 0) {
                starts.put(partition, found);
              }
            });
    return new TopicSpan(starts, ends);
  }

  private static Set<TopicPartition> partitions(String topic, Brokers brokers) {
    String named = "topic '%s' (setting input.topic)".formatted(topic);
    try {
      return brokers
          .answer(brokers.admin().describeTopics(List.of(topic)).allTopicNames())
          .values()
          .stream()
          .flatMap(found -> found.partitions().stream())
          .map(partition -> new TopicPartition(topic, partition.partition()))
          .collect(toSet());
    } catch (UnknownTopicOrPartitionException e) {
      throw new UnusableClusterException(
          "on the brokers %s, %s is missing".formatted(brokers, named));
    } catch (AuthorizationException e) {
      throw new UnusableClusterException(
          "on the brokers %s, there is no permission to describe %s".formatted(brokers, named));
    }
  }

  private static Map<TopicPartition, Long> offsets(
      Brokers brokers, Set<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    brokers
        .answer(
            brokers
                .admin()
                .listOffsets(
                    partitions.stream().collect(toMap(identity(), any -> spec)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
