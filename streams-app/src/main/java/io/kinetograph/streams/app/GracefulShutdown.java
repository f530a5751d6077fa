// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles SIGTERM and Ctrl-C: interrupts the thread that runs the command, and keeps the process
 * alive until that thread has closed everything.
 */
final class GracefulShutdown implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(25);

  private final Thread command;
  private final Thread hook = new Thread(this::interrupt, "stop");
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean requested;

  private GracefulShutdown(Thread command) {
    this.command = command;
  }

  /** Interrupts the calling thread when the process must end, from now until this is closed. */
  static GracefulShutdown ofThisThread() {
    GracefulShutdown termination = new GracefulShutdown(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(termination.hook);
    return termination;
  }

  private void interrupt() {
    requested = true;
    command.interrupt();
    try {
      var unused = done.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process must end. */
  boolean isRequested() {
    return requested;
  }

  @Override
  public void close() {
    done.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is already ending; the shutdown hook has nothing to wait for.
      }
    }
  }
}
