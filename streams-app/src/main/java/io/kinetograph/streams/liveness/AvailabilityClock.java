package io.kinetograph.streams.liveness;

import java.time.Duration;

/**
 * A clock that runs while a partition's records could come, pieced together from answers of its
 * leader, which one thread asks for, and from records, which another reads.
 *
 * <p>It stands while the leader does not answer; while the leader has records beyond the last one
 * read, since whoever reads them is then kept from it, as by a connection to a broker that died
 * without a word; and while nobody looks at it. Offsets that are no records, the marks of
 * transactions, look as if they were: after {@link #BEHIND_AT_MOST} it runs nevertheless.
 *
 * <p>Times are those of {@link System#nanoTime}.
 */
final class AvailabilityClock {

  /** What Kafka's consumers wait for an answer by default, 30 s, and time to find a new leader. */
  static final Duration BEHIND_AT_MOST = Duration.ofSeconds(45);

  private static final long UNKNOWN = -1;

  private final long stepNanos;
  private long answeredNanos;
  private long lookedNanos;
  private long heardNanos;
  private long newest = UNKNOWN;
  private long next = UNKNOWN;
  private long behindSinceNanos;

  /**
   * Starts the clock.
   *
   * @param step the most that it runs from one look to the next, and that an answer holds for
   */
  AvailabilityClock(long nanos, Duration step) {
    this.stepNanos = step.toNanos();
    this.answeredNanos = nanos;
    this.lookedNanos = nanos;
  }

  /**
   * Notes an answer.
   *
   * @param newestOffset the offset of the record to be appended next
   */
  synchronized void answered(long nanos, long newestOffset) {
    answeredNanos = nanos;
    if (next == UNKNOWN) {
      // What lies there from before is as good as read, until the first record tells.
      next = newestOffset;
    }
    boolean wasBehind = newest > next;
    newest = newestOffset;
    if (!wasBehind) {
      behindSinceNanos = nanos;
    }
  }

  /** Notes an answer that tells no offset: who refuses is there. */
  synchronized void refused(long nanos) {
    answeredNanos = nanos;
  }

  /** Notes that a record was read. */
  synchronized void read(long nanos, long offset) {
    next = offset + 1;
    behindSinceNanos = nanos;
  }

  /** Moves the clock to now; it runs at most a step from one call to the next. */
  synchronized void advance(long nanos) {
    if (couldCome(nanos)) {
      heardNanos += Math.max(0, Math.min(nanos - lookedNanos, stepNanos));
    }
    lookedNanos = nanos;
  }

  /** The clock's time, in milliseconds, as of the last {@link #advance}. */
  synchronized long millis() {
    return Duration.ofNanos(heardNanos).toMillis();
  }

  /** Whether records that are there would be read. */
  private boolean couldCome(long nanos) {
    boolean behind = newest > next && nanos - behindSinceNanos < BEHIND_AT_MOST.toNanos();
    return isAnswered(nanos) && !behind;
  }

  private boolean isAnswered(long nanos) {
    return nanos - answeredNanos <= stepNanos;
  }

  /** For how long there has been no answer. */
  synchronized Duration unanswered(long nanos) {
    return Duration.ofNanos(nanos - answeredNanos);
  }
}
