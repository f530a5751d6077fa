// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The time that a task may spend on closing and labeling segments before it returns to the stream
 * thread. The thread then commits, before its transaction times out, polls, and runs its other
 * tasks.
 */
final class TimeBudget {

  private final long limitNanos;
  private final LongSupplier nanoClock;
  private long remainingNanos;

  /**
   * Creates a full budget.
   *
   * @param limit the time until the next {@link #refill}
   * @param nanoClock monotonic time in nanoseconds, such as {@link System#nanoTime}
   */
  TimeBudget(Duration limit, LongSupplier nanoClock) {
    this.limitNanos = limit.toNanos();
    this.nanoClock = nanoClock;
    this.remainingNanos = limitNanos;
  }

  void refill() {
    remainingNanos = limitNanos;
  }

  /**
   * Repeats a step until it returns false or the budget is used up. A step is not interrupted, so
   * the last one may overrun the budget.
   */
  void repeat(BooleanSupplier step) {
    long beforeNanos = nanoClock.getAsLong();
    boolean more = true;
    while (more && remainingNanos > 0) {
      more = step.getAsBoolean();
      long nowNanos = nanoClock.getAsLong();
      remainingNanos -= nowNanos - beforeNanos;
      beforeNanos = nowNanos;
    }
  }
}
