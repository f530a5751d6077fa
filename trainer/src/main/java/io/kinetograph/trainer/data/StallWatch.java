package io.kinetograph.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream through which nothing has come for a while: the JDK's HTTP client waits for the
 * next bytes of a body for ever.
 */
final class StallWatch implements Closeable {

  private static final int LOOKS = 4;

  private final ScheduledExecutorService clock;
  private final long limit;
  private volatile long last = System.nanoTime();
  private volatile boolean stalled;

  StallWatch(InputStream watched, Duration limit) {
    this.limit = limit.toNanos();
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "stall-watch");
              thread.setDaemon(true);
              return thread;
            });
    long pause = Math.max(1, this.limit / LOOKS);
    var unused =
        clock.scheduleWithFixedDelay(() -> look(watched), pause, pause, TimeUnit.NANOSECONDS);
  }

  private void look(InputStream watched) {
    if (!stalled && System.nanoTime() - last > limit) {
      stalled = true;
      try {
        watched.close();
      } catch (IOException e) {
        // Who reads it will hear of it.
        return;
      }
    }
  }

  /** Something has come. */
  void moved() {
    last = System.nanoTime();
  }

  /** Whether the stream was closed. */
  boolean stalled() {
    return stalled;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
