package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.ReadingListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far the reading of a data set is, once it has taken a while. */
final class ReadingProgress implements ReadingListener, AutoCloseable {

  private static final Duration SHORT = Duration.ofSeconds(2);

  private final long start = System.nanoTime();
  private @Nullable StepBar bar;

  @Override
  public void segmentRead(int done, int total) {
    if (bar != null) {
      bar.stepTo(done);
    } else if (System.nanoTime() - start > SHORT.toNanos()) {
      bar = new StepBar("reading", total, done, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
