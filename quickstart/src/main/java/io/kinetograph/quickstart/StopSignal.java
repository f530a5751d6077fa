// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles SIGTERM and Ctrl-C: asks a command to stop, and keeps the process alive until it has
 * stopped.
 */
final class StopSignal {

  private final CountDownLatch stop;
  private final Duration timeout;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private StopSignal(CountDownLatch stop, Duration timeout) {
    this.stop = stop;
    this.timeout = timeout;
  }

  /**
   * Handles the signals from now on.
   *
   * @param stop counted down to ask the command to stop
   * @param timeout for how long at most the process waits for the command
   */
  static StopSignal handle(CountDownLatch stop, Duration timeout) {
    StopSignal signal = new StopSignal(stop, timeout);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
    return signal;
  }

  private void stop() {
    stop.countDown();
    try {
      var unused = stopped.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has stopped and printed what it had to say. */
  void stopped() {
    stopped.countDown();
  }
}
