// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a group has committed of a topic, as of the last answer of the brokers. */
final class CommittedOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedOffsets.class);

  /** Instead of an offset: nothing is committed. */
  static final long NONE = -1;

  private final Supplier<KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> question;
  private final String group;
  private final String topic;
  private volatile Map<Integer, Long> offsets = Map.of();
  private volatile boolean isPermitted = true;

  /**
   * Prepares questions.
   *
   * @param question asks for the committed offsets of all topics
   * @param group whose offsets they are
   * @param topic whose partitions count
   */
  CommittedOffsets(
      Supplier<KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> question,
      String group,
      String topic) {
    this.question = question;
    this.group = group;
    this.topic = topic;
  }

  /** Asks the brokers, if they permit it; does not wait for the answer. */
  void ask() {
    if (isPermitted) {
      var unused = question.get().whenComplete(this::answered);
    }
  }

  private void answered(
      @Nullable Map<TopicPartition, OffsetAndMetadata> answer, @Nullable Throwable failure) {
    if (failure != null) {
      if (Errors.maybeUnwrapException(failure) instanceof AuthorizationException) {
        LOG.warn(
            "no permission to describe group '{}': a transaction that cannot commit is not noticed",
            group);
        isPermitted = false;
      }
      return;
    }
    Map<Integer, Long> committed = new HashMap<>();
    if (answer != null) {
      answer.forEach(
          (partition, offset) -> {
            if (partition.topic().equals(topic) && offset != null) {
              committed.put(partition.partition(), offset.offset());
            }
          });
    }
    offsets = committed;
  }

  /** Whether the app may know them. */
  boolean isPermitted() {
    return isPermitted;
  }

  /** The committed offset of a partition, or {@link #NONE}. */
  long of(int partition) {
    return offsets.getOrDefault(partition, NONE);
  }
}
