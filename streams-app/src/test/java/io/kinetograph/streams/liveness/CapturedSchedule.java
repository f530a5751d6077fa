// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what is to be repeated, so that a test can call it. */
public final class CapturedSchedule extends ScheduledThreadPoolExecutor {

  private @Nullable Runnable repeated;

  /** Without threads until something is scheduled. */
  public CapturedSchedule() {
    super(1);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    repeated = command;
    return super.scheduleWithFixedDelay(command, 1, 1, TimeUnit.DAYS);
  }

  /** What was scheduled last. */
  public Runnable repeated() {
    return requireNonNull(repeated, "nothing was scheduled");
  }
}
