// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, with a limit to how long the server may send nothing: the JDK's HTTP
 * client waits without limit for the next bytes.
 */
final class DownloadBody implements AutoCloseable {

  private static final int CHECKS = 4;

  private final InputStream stream;
  private final long limitNanos;
  private final ScheduledExecutorService scheduler;
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean stalled;

  /**
   * Takes over a stream.
   *
   * @param stream closed with this
   * @param limit how long it may send nothing
   */
  DownloadBody(InputStream stream, Duration limit) {
    this.stream = stream;
    this.limitNanos = limit.toNanos();
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "stall-guard");
              thread.setDaemon(true);
              return thread;
            });
    long pause = Math.max(1, limitNanos / CHECKS);
    var unused = scheduler.scheduleWithFixedDelay(this::check, pause, pause, TimeUnit.NANOSECONDS);
  }

  private void check() {
    if (!stalled && System.nanoTime() - lastNanos > limitNanos) {
      stalled = true;
      try {
        stream.close();
      } catch (IOException e) {
        // The reader of the stream gets its own exception.
        return;
      }
    }
  }

  /**
   * Reads the next bytes.
   *
   * @return how many, or -1 at the end
   * @throws HttpTimeoutException if the server sent nothing for too long
   * @throws IOException if the connection broke
   */
  int read(byte[] piece) throws IOException {
    try {
      int count = stream.read(piece);
      lastNanos = System.nanoTime();
      return count;
    } catch (IOException e) {
      if (stalled) {
        throw (IOException) new HttpTimeoutException("no bytes").initCause(e);
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    scheduler.shutdownNow();
    stream.close();
  }
}
