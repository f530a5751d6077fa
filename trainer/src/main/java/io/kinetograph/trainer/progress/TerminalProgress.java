// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.progress;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Prints lines, and on a terminal shows a bar with the time left for each task that takes longer
 * than a moment.
 */
public final class TerminalProgress implements Progress {

  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final int UPDATE_MILLIS = 500;

  /** The bar counts in whole numbers. */
  private static final int SCALE = 1000;

  private final PrintWriter out;
  private final boolean hasBars;

  /**
   * Creates it.
   *
   * @param out where lines go
   * @param hasBars whether there is a terminal to show bars on
   */
  public TerminalProgress(PrintWriter out, boolean hasBars) {
    this.out = out;
    this.hasBars = hasBars;
  }

  @Override
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public Task start(String name, Workload work) {
    return new Bar(name, work);
  }

  private final class Bar implements Task {

    private final String name;
    private final Workload work;

    /** Ends the bar's line if Ctrl-C stops the process. */
    private final Thread endOfLine = new Thread(System.err::println, "end-of-line");

    private @Nullable ProgressBar bar;
    private String note = "";

    Bar(String name, Workload work) {
      this.name = name;
      this.work = work;
    }

    @Override
    public void advance(double steps) {
      work.add(steps);
      if (bar == null && hasBars && work.elapsed().compareTo(MOMENT) > 0) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(name)
                .setUnit(work.unit().isEmpty() ? "" : " " + work.unit(), SCALE)
                .setInitialMax(work.total() < 0 ? -1 : scaled(work.total()))
                .startsFrom(scaled(work.done()), work.elapsed())
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .build();
        Runtime.getRuntime().addShutdownHook(endOfLine);
      }
      if (bar != null) {
        bar.stepTo(scaled(work.done()));
        bar.setExtraMessage(note);
      }
    }

    @Override
    public void note(String text) {
      note = " " + text;
    }

    private static long scaled(double amount) {
      return Math.round(amount * SCALE);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
        bar = null;
        try {
          Runtime.getRuntime().removeShutdownHook(endOfLine);
        } catch (IllegalStateException e) {
          // The process is stopping, and the hook runs.
        }
      }
    }
  }
}
