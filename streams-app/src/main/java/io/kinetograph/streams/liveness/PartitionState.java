// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.time.Duration;

/**
 * How far a tracked partition is.
 *
 * @param partition its number
 * @param nextOffset after the last record that its task has processed, or -1
 * @param endOffset of the record to be appended next, as of the last answer, or -1
 * @param sinceCall how long ago the stream thread was last in the task
 * @param sinceAnswer how long ago the leader answered
 * @param thread that runs the task
 */
record PartitionState(
    int partition,
    long nextOffset,
    long endOffset,
    Duration sinceCall,
    Duration sinceAnswer,
    Thread thread) {

  /** A thread without a task does not hang in it. */
  PartitionState givenUp() {
    return new PartitionState(partition, nextOffset, endOffset, Duration.ZERO, sinceAnswer, thread);
  }
}
