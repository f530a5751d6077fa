package io.kinetograph.quickstart;

import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.watch.LabelLines;
import io.kinetograph.quickstart.watch.LabelView;
import io.kinetograph.quickstart.watch.LiveTable;
import io.kinetograph.quickstart.watch.ProgressLines;
import io.kinetograph.quickstart.watch.Scoreboard;
import java.io.PrintStream;
import java.time.InstantSource;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a run is shown.
 *
 * @param out where to print
 * @param redraws whether lines can be drawn over
 */
record Terminal(PrintStream out, boolean redraws) {

  /**
   * The process's own.
   *
   * @param plain whether lines are wanted, whatever it can do
   */
  static Terminal ofProcess(boolean plain) {
    return new Terminal(System.out, !plain && Ansi.AUTO.enabled());
  }

  /** What suits it best. */
  LabelView view(Scoreboard scoreboard, Pace pace, InstantSource clock) {
    if (redraws) {
      return new LiveTable(out, scoreboard, clock);
    }
    return pace.isUnbounded() ? new ProgressLines(out, scoreboard, clock) : new LabelLines(out);
  }
}
