// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far one partition is, since when, and why it does not get further. For one thread. */
final class PartitionProgress {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionProgress.class);

  /** A stream thread that is not blocked calls each of its tasks at least every half second. */
  private static final Duration ALIVE = Duration.ofSeconds(3);

  /** How long a new thread has to live after a failure until what it does counts as progress. */
  private static final Duration TRIAL = ALIVE.multipliedBy(2);

  private static final Duration LEADER_ANSWERS = Duration.ofSeconds(10);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final String topic;
  private final StableOffsets stable;
  private PartitionState state;
  private @Nullable Long lag;
  private long committed = CommittedOffsets.NONE;
  private long sinceNanos;
  private long threadNanos;
  private long ownedNanos;
  private long loggedNanos;
  private boolean isIdle;
  private boolean isStalled;

  /**
   * Begins now.
   *
   * @param stable knows of open transactions
   */
  PartitionProgress(String topic, StableOffsets stable, PartitionState state, long nowNanos) {
    this.topic = topic;
    this.stable = stable;
    this.state = state;
    this.sinceNanos = nowNanos;
    this.threadNanos = nowNanos;
  }

  /**
   * Notes how far it is while a task of this process owns it.
   *
   * @param committed offset, or -1
   * @param lag how many records its consumer has not received, if that is known
   * @param hasFailed whether a stream thread failed, not long ago
   */
  void owned(
      PartitionState state, long committed, @Nullable Long lag, boolean hasFailed, long nowNanos) {
    if (state.thread() != this.state.thread()) {
      threadNanos = nowNanos;
    }
    this.state = state;
    this.lag = lag;
    ownedNanos = nowNanos;
    // A thread that may fail too: it may be unable to read its records, or may commit them and be
    // unable to write their labels.
    boolean isOnTrial = hasFailed && nowNanos - threadNanos < TRIAL.toNanos();
    isIdle = !isOnTrial && isIdle(committed);
    if (isIdle || (!isOnTrial && committed != this.committed)) {
      sinceNanos = nowNanos;
    }
    this.committed = committed;
  }

  /**
   * Notes how far it is while no task of this process owns it. At first, a new offset is the last
   * commit of the thread that failed; later, another process has the partition.
   */
  void orphaned(long committed, long nowNanos) {
    if (committed != this.committed && orphanedNanos(nowNanos) >= TRIAL.toNanos()) {
      sinceNanos = nowNanos;
      isIdle = true;
      isStalled = false;
    }
    this.committed = committed;
  }

  /**
   * Whether records may wait for a thread that has failed. Between threads that fail again and
   * again, a task is seldom seen.
   */
  boolean mayWaitForThread(boolean isThreadMissing) {
    return isThreadMissing || isStalled || !isIdle;
  }

  long orphanedNanos(long nowNanos) {
    return nowNanos - ownedNanos;
  }

  long nanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  /** Whether the task is known to run and to have nothing to do. */
  private boolean isIdle(long committed) {
    // Offsets without a record, such as transaction markers, are in the end offset, not in the lag.
    boolean hasRead =
        lag == null
            ? state.endOffset() >= 0
                && state.endOffset() <= Math.max(0, Math.max(committed, state.nextOffset()))
            : lag == 0;
    return hasRead
        && !stable.isHeldBack(state)
        && state.nextOffset() <= committed
        && state.sinceCall().compareTo(ALIVE) < 0
        && state.sinceAnswer().compareTo(LEADER_ANSWERS) < 0;
  }

  /**
   * That it makes no progress, and why, in a sentence.
   *
   * @param failure of a stream thread, not long ago
   */
  String sentence(long nowNanos, Optional<String> failure) {
    return String.format(
        Locale.ROOT,
        "%s-%d has made no progress for %d s, committed up to offset %d%s: %s",
        topic,
        state.partition(),
        Duration.ofNanos(nanos(nowNanos)).toSeconds(),
        Math.max(0, committed),
        state.endOffset() < 0 ? "" : " of " + state.endOffset(),
        cause(nowNanos, failure));
  }

  private String cause(long nowNanos, Optional<String> failure) {
    if (failure.isPresent() && orphanedNanos(nowNanos) > 0) {
      return failure.get();
    }
    if (state.sinceCall().compareTo(ALIVE) >= 0) {
      StackTraceElement[] stack = state.thread().getStackTrace();
      return String.format(
          Locale.ROOT,
          "%s has been in %s for %d s%s%s",
          state.thread().getName(),
          ThreadPlace.method(stack),
          state.sinceCall().toSeconds(),
          ThreadPlace.waitsFor(stack),
          failure.map(before -> "; before: " + before).orElse(""));
    }
    if (failure.isPresent()) {
      return failure.get();
    }
    if (state.sinceAnswer().compareTo(LEADER_ANSWERS) >= 0) {
      return String.format(
          Locale.ROOT, "its leader has not responded for %d s", state.sinceAnswer().toSeconds());
    }
    if (stable.isHeldBack(state) && (lag == null || lag == 0)) {
      return ("a transaction of a producer is open since offset %s and holds back the records after"
              + " it; find it with kafka-transactions.sh find-hanging, and abort it")
          .formatted(stable.of(state.partition()));
    }
    return lag != null && lag > 0
        ? String.format(Locale.ROOT, "the consumer gets no records, %d wait", lag)
        : "the transaction does not commit";
  }

  /** Logs a stall when it begins, with the thread's stack, and then once in a while. */
  void stalled(long nowNanos, String sentence) {
    if (!isStalled) {
      loggedNanos = nowNanos;
      Throwable trace = new Throwable("where " + state.thread().getName() + " is");
      trace.setStackTrace(state.thread().getStackTrace());
      LOG.warn("{}", sentence, trace);
    } else if (nowNanos - loggedNanos >= LOG_INTERVAL.toNanos()) {
      loggedNanos = nowNanos;
      LOG.warn("{}", sentence);
    }
    isStalled = true;
  }

  /** Logs the end of a stall. */
  void notStalled() {
    if (isStalled) {
      LOG.info("{}-{} makes progress again", topic, state.partition());
    }
    isStalled = false;
  }
}
