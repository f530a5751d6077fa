// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds transactions of producers that stay open. A consumer that reads only committed records gets
 * none after the first record of such a transaction, and its lag is then 0: Kafka counts the lag up
 * to that record (the last stable offset).
 */
final class StableOffsets {

  private final String topic;
  private final Function<
          Collection<TopicPartition>, Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>>>
      offsets;
  private final Map<Integer, Long> stable = new ConcurrentHashMap<>();

  /**
   * Prepares.
   *
   * @param offsets asks for the last stable offsets of partitions
   */
  StableOffsets(
      String topic,
      Function<Collection<TopicPartition>, Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>>>
          offsets) {
    this.topic = topic;
    this.offsets = offsets;
  }

  /** Asks the brokers of a cluster. */
  static StableOffsets of(Admin admin, String topic, int timeoutMillis) {
    return new StableOffsets(
        topic,
        partitions -> {
          var answers =
              admin.listOffsets(
                  partitions.stream().collect(toMap(each -> each, each -> OffsetSpec.latest())),
                  new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(timeoutMillis));
          return partitions.stream().collect(toMap(each -> each, answers::partitionResult));
        });
  }

  /** For a consumer that reads all records: none is held back. */
  static StableOffsets none() {
    return new StableOffsets("", partitions -> Map.of());
  }

  /** Asks anew. Until the answer, the last one is valid. */
  void ask(Set<Integer> partitions) {
    stable.keySet().retainAll(partitions);
    offsets
        .apply(partitions.stream().map(each -> new TopicPartition(topic, each)).toList())
        .forEach(
            (partition, answer) -> {
              var unused =
                  answer.whenComplete(
                      (info, failure) -> {
                        if (info != null) {
                          stable.put(partition.partition(), info.offset());
                        }
                      });
            });
  }

  /** Whether records of a partition were held back when it was last asked. */
  boolean isHeldBack(PartitionState state) {
    return stable.getOrDefault(state.partition(), Long.MAX_VALUE) < state.endOffset();
  }

  /** Where the oldest open transaction of a partition begins. */
  long of(int partition) {
    return stable.getOrDefault(partition, -1L);
  }
}
