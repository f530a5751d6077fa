package io.kinetograph.trainer.data;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Shows a download: a bar with the time left on a terminal, lines elsewhere. */
final class FetchProgress implements DownloadListener, AutoCloseable {

  private static final int MEGABYTE = 1_000_000;
  private static final int UPDATE_MILLIS = 500;

  private final PrintWriter out;
  private final boolean terminal;
  private @Nullable ProgressBar bar;

  FetchProgress(PrintWriter out) {
    this.out = out;
    this.terminal = Ansi.AUTO.enabled();
  }

  @Override
  public void started(long present, OptionalLong total) {
    close();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("download")
              .setUnit(" MB", MEGABYTE)
              .setInitialMax(total.orElse(-1))
              .startsFrom(present, Duration.ZERO)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .showSpeed()
              .build();
    } else {
      out.println(
          (total.isPresent() ? megabytes(total.getAsLong()) : "a file of unknown length")
              + (present > 0 ? ", of which " + megabytes(present) + " are here already" : ""));
      out.flush();
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
  }

  @Override
  public void received(int bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  @Override
  public void failed(String reason, Duration wait) {
    close();
    out.printf("%s; trying again in %d s%n", reason, wait.toSeconds());
    out.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
