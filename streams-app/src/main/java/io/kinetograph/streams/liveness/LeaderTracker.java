// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.kinetograph.streams.topology.PartitionLiveness;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link LeaderProbe} knows of one partition while a task of this process has it. */
final class LeaderTracker implements PartitionLiveness.Tracker {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderTracker.class);

  /** After that an operator may want to know why segments stay open. */
  static final Duration WARN_AFTER = Duration.ofSeconds(10);

  /** Between two questions whether records were lost. */
  private static final Duration LOSS_INTERVAL = Duration.ofSeconds(10);

  private final String topic;
  private final int partition;
  private final AvailabilityClock clock;
  private final UnreadRecords unread;
  private final LongSupplier nanoClock;
  private final Consumer<LeaderTracker> closed;

  private volatile Thread thread = Thread.currentThread();
  private volatile long calledNanos;
  private volatile long processedOffset = -1;
  private volatile long endOffset = -1;

  /** For the scheduler's thread only, as the next one. */
  private boolean warned;

  private long lossAskedNanos;

  /**
   * Starts to track.
   *
   * @param clock of the partition's availability
   * @param lost counts offsets that retention had passed before they were read
   * @param nanoClock monotonic time in nanoseconds
   * @param closed is called when the task gives the partition up
   */
  LeaderTracker(
      String topic,
      int partition,
      AvailabilityClock clock,
      Counter lost,
      LongSupplier nanoClock,
      Consumer<LeaderTracker> closed) {
    this.topic = topic;
    this.partition = partition;
    this.clock = clock;
    this.unread = new UnreadRecords(topic + "-" + partition, lost);
    this.nanoClock = nanoClock;
    this.closed = closed;
    this.calledNanos = nanoClock.getAsLong();
    this.lossAskedNanos = calledNanos - LOSS_INTERVAL.toNanos();
  }

  int partition() {
    return partition;
  }

  PartitionState state(long now) {
    return new PartitionState(
        partition,
        processedOffset,
        endOffset,
        Duration.ofNanos(now - calledNanos),
        clock.unanswered(now),
        thread);
  }

  void answered(@Nullable ListOffsetsResultInfo answer) {
    long now = nanoClock.getAsLong();
    if (answer == null) {
      // The end will not be known: no record is known to wait.
      endOffset = Math.max(0, endOffset);
      clock.rejected(now);
    } else {
      endOffset = answer.offset();
      clock.answered(now, answer.offset());
    }
  }

  /** Whether it is time to ask for the oldest offset, which tells. */
  boolean mayHaveLostRecords(long now) {
    if (now - lossAskedNanos < LOSS_INTERVAL.toNanos() || !unread.hasGaps()) {
      return false;
    }
    lossAskedNanos = now;
    return true;
  }

  void earliest(long offset) {
    unread.answered(offset);
  }

  void report(long now) {
    Duration unanswered = clock.unanswered(now);
    boolean late = unanswered.compareTo(WARN_AFTER) >= 0;
    if (late && !warned) {
      LOG.warn(
          "the leader of {}-{} has not responded for {} s: until it responds, the idle timeout"
              + " does not close its wearers' open segments",
          topic,
          partition,
          unanswered.toSeconds());
    } else if (warned && !late) {
      LOG.info("the leader of {}-{} responds again", topic, partition);
    }
    warned = late;
  }

  @Override
  public void advance(long wallMillis) {
    thread = Thread.currentThread();
    calledNanos = nanoClock.getAsLong();
    clock.advance(calledNanos);
  }

  @Override
  public long availableMillis() {
    return clock.millis();
  }

  @Override
  public void startAt(long offset) {
    unread.startAt(offset);
    clock.startAt(offset);
  }

  @Override
  public void recordRead(long offset) {
    unread.read(offset);
    processedOffset = offset + 1;
    clock.read(nanoClock.getAsLong(), offset);
  }

  @Override
  public void close() {
    closed.accept(this);
  }
}
