package io.kinetograph.trainer;

import io.kinetograph.trainer.dataset.ReadingListener;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Shows on a terminal how far the reading of a data set is, once it has taken a while. */
final class ReadingProgress implements ReadingListener, AutoCloseable {

  private static final Duration SHORT = Duration.ofSeconds(2);

  private final boolean terminal = Ansi.AUTO.enabled();
  private final long start = System.nanoTime();
  private @Nullable ProgressBar bar;

  @Override
  public void segmentRead(int done, int total) {
    if (bar != null) {
      bar.stepTo(done);
    } else if (terminal && System.nanoTime() - start > SHORT.toNanos()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("reading")
              .setInitialMax(total)
              .startsFrom(done, Duration.ofNanos(System.nanoTime() - start))
              .build();
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
