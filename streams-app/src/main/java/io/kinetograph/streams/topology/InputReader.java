// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads records of one partition of the input topic again, as the topology's own consumer read them
 * before. For use by one thread.
 */
public interface InputReader extends AutoCloseable {

  /** Opens readers. */
  interface Factory {

    /**
     * Opens a reader; waits for no broker.
     *
     * @param partition to read
     * @param offset of the first record
     */
    InputReader open(TopicPartition partition, long offset);
  }

  /**
   * The next records.
   *
   * @param timeout how long to wait for them at most
   * @return none if they do not come in time
   * @throws OffsetOutOfRangeException if the next record is gone; then call {@link #seekToEarliest}
   */
  List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout);

  /**
   * The offset from which the next call of {@link #poll} reads, or {@link Long#MAX_VALUE} at the
   * end of the partition.
   */
  long position();

  /**
   * Continues at the oldest record that the partition still has.
   *
   * @return its offset
   * @throws TimeoutException if the brokers do not answer
   */
  long seekToEarliest();

  /** Closes the reader; waits for no broker. */
  @Override
  void close();

  /** For a topology that never starts with stored state. */
  static Factory none() {
    return (partition, offset) -> {
      throw new IllegalStateException("no reader for " + partition + " from offset " + offset);
    };
  }
}
