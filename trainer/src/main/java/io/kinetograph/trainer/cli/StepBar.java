package io.kinetograph.trainer.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** A bar of steps with the time that is left, on a terminal; nothing elsewhere. */
final class StepBar implements AutoCloseable {

  private static final int UPDATE_MILLIS = 500;

  private final @Nullable ProgressBar bar;

  StepBar(String task, long steps) {
    this(task, steps, 0, Duration.ZERO);
  }

  /** A bar that some steps are done of already, which took a while. */
  StepBar(String task, long steps, long done, Duration elapsed) {
    this(task, "", 1, steps, done, elapsed);
  }

  /**
   * The same in another unit.
   *
   * @param unit its name, behind the numbers
   * @param size steps that make one
   */
  StepBar(String task, String unit, long size, long steps, long done, Duration elapsed) {
    this.bar =
        Ansi.AUTO.enabled()
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(unit, size)
                .setInitialMax(steps)
                .startsFrom(done, elapsed)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .build()
            : null;
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  void stepBy(long steps) {
    if (bar != null) {
      bar.stepBy(steps);
    }
  }

  void stepTo(long step) {
    if (bar != null) {
      bar.stepTo(step);
    }
  }

  void say(String message) {
    if (bar != null) {
      bar.setExtraMessage(message);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
