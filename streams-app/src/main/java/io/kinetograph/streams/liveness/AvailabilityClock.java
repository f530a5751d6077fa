// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.time.Duration;

/**
 * A clock that runs while records of a partition can arrive. One thread reports the leader's
 * answers to it, and another thread the records that it reads.
 *
 * <p>It stops while the leader does not answer; while the leader has unread records, because
 * something then prevents reading, such as a broken connection; and while no one advances it.
 * Offsets without a record, such as transaction markers, look like unread records until a later
 * record is read: then the clock makes up for the time. After {@link #MAX_BEHIND} it runs in spite
 * of them.
 *
 * <p>Its inputs are the monotonic time of {@link System#nanoTime}.
 */
final class AvailabilityClock {

  /** What Kafka's consumers wait for an answer by default, 30 s, and time to find a new leader. */
  static final Duration MAX_BEHIND = Duration.ofSeconds(45);

  private static final long UNKNOWN = -1;

  private final long stepNanos;
  private long answeredNanos;
  private long advancedNanos;
  private long availableNanos;
  private long newestOffset = UNKNOWN;
  private long nextOffset = UNKNOWN;
  private long behindSinceNanos;

  /** The newest offset when the clock last began to stand because of unread records. */
  private long doubtfulOffset = UNKNOWN;

  /** For how long it has stood since, until the leader had newer records. */
  private long doubtfulNanos;

  /**
   * Starts the clock.
   *
   * @param step the most that it advances in one call, and how long an answer is valid
   */
  AvailabilityClock(long monotonicNanos, Duration step) {
    this.stepNanos = step.toNanos();
    this.answeredNanos = monotonicNanos;
    this.advancedNanos = monotonicNanos;
  }

  /**
   * Notes an answer.
   *
   * @param newest the offset of the record to be appended next
   */
  synchronized void answered(long monotonicNanos, long newest) {
    answeredNanos = monotonicNanos;
    if (nextOffset == UNKNOWN) {
      nextOffset = newest;
    }
    boolean wasBehind = newestOffset > nextOffset;
    newestOffset = newest;
    if (!wasBehind) {
      behindSinceNanos = monotonicNanos;
      doubtfulOffset = newest;
    }
  }

  /**
   * Notes which record is to be read next.
   *
   * @param offset of the record, or -1 if it is not known: then everything older than the first
   *     answer counts as read
   */
  synchronized void startAt(long offset) {
    nextOffset = offset;
  }

  /** Notes an answer without an offset: a leader that rejects is available. */
  synchronized void rejected(long monotonicNanos) {
    answeredNanos = monotonicNanos;
  }

  /** Notes that a record was read. */
  synchronized void read(long monotonicNanos, long offset) {
    if (offset >= doubtfulOffset) {
      // There was no record to be read.
      availableNanos += doubtfulNanos;
    }
    doubtfulNanos = 0;
    doubtfulOffset = newestOffset;
    nextOffset = offset + 1;
    behindSinceNanos = monotonicNanos;
  }

  /**
   * Advances the clock to now. For one thread: the time since the last call counts if records could
   * come, but no more than a step.
   */
  synchronized void advance(long monotonicNanos) {
    long nanos = Math.max(0, Math.min(monotonicNanos - advancedNanos, stepNanos));
    if (monotonicNanos - answeredNanos <= stepNanos) {
      if (!isBehind(monotonicNanos)) {
        availableNanos += nanos;
      } else if (newestOffset == doubtfulOffset) {
        doubtfulNanos += nanos;
      }
    }
    advancedNanos = monotonicNanos;
  }

  /** The clock's time, in milliseconds, as of the last {@link #advance}. */
  synchronized long millis() {
    return Duration.ofNanos(availableNanos).toMillis();
  }

  /** Whether the leader seems to have records that are not read although they could be. */
  private boolean isBehind(long monotonicNanos) {
    return newestOffset > nextOffset && monotonicNanos - behindSinceNanos < MAX_BEHIND.toNanos();
  }

  /** How long there has been no answer. */
  synchronized Duration unanswered(long monotonicNanos) {
    return Duration.ofNanos(monotonicNanos - answeredNanos);
  }
}
