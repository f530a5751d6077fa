// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.simulate.Simulation;
import io.kinetograph.quickstart.simulate.Traffic;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints regularly what a simulation has sent, until it ends.
 *
 * @param interval the time between two lines
 * @param stop ends the report once it is counted down
 * @param out receives the lines
 */
record TrafficReport(
    Simulation simulation, Duration interval, CountDownLatch stop, Consumer<String> out) {

  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Prints until the simulation or the duration is over, or {@code stop} ends the report.
   *
   * @param duration null for no limit
   * @throws QuickstartException if the simulation failed
   */
  void run(@Nullable Duration duration) throws QuickstartException, InterruptedException {
    long startNanos = System.nanoTime();
    Traffic before = Traffic.NONE;
    boolean isOver = false;
    while (!isOver) {
      long spentNanos = System.nanoTime() - startNanos;
      long leftNanos = duration == null ? Long.MAX_VALUE : duration.toNanos() - spentNanos;
      long waitNanos = Math.min(interval.toNanos(), leftNanos);
      isOver = isOverAfter(waitNanos) || waitNanos == leftNanos;
      if (!isOver) {
        Traffic now = simulation.traffic();
        out.accept(now.line(before, interval));
        before = now;
      }
    }
  }

  /** Waits; true if the report was told to stop or everything was sent. */
  private boolean isOverAfter(long nanos) throws QuickstartException, InterruptedException {
    long deadlineNanos = System.nanoTime() + nanos;
    while (true) {
      QuickstartException.throwIfFailed(simulation.end(), "cannot publish readings");
      if (simulation.end().isDone()) {
        return true;
      }
      long leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return false;
      }
      if (stop.await(Math.min(leftNanos, CHECK_NANOS), TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
  }
}
