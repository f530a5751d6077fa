package io.kinetograph.streams.topology;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The time that a task may spend on closing and labelling until the stream thread comes round
 * again. In between lie commits, whose transactions time out, polls, and the thread's other tasks.
 */
final class TimeBudget {

  private final long limitNanos;
  private final LongSupplier nanoClock;
  private long leftNanos;

  /**
   * Creates a turn that has begun.
   *
   * @param limit its time
   * @param nanoClock nanoseconds, as of {@link System#nanoTime}
   */
  TimeBudget(Duration limit, LongSupplier nanoClock) {
    this.limitNanos = limit.toNanos();
    this.nanoClock = nanoClock;
    this.leftNanos = limitNanos;
  }

  void begin() {
    leftNanos = limitNanos;
  }

  /**
   * Repeats a step until it says that nothing is left to do or the time is used up. A step is not
   * broken off, so the last may end behind the turn's end.
   */
  void repeat(BooleanSupplier step) {
    long before = nanoClock.getAsLong();
    boolean more = true;
    while (more && leftNanos > 0) {
      more = step.getAsBoolean();
      long now = nanoClock.getAsLong();
      leftNanos -= now - before;
      before = now;
    }
  }
}
