// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.quickstart.publish.Pace;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Where a run is shown: in a live table on the terminal, or in printed lines. */
public final class Screen implements Closeable {

  private final @Nullable Terminal terminal;
  private final LabelDisplay display;

  private Screen(@Nullable Terminal terminal, LabelDisplay display) {
    this.terminal = terminal;
    this.display = display;
  }

  /**
   * A live table, which takes the terminal until it is closed.
   *
   * @param scoreboard counts segments and labels
   * @param wallClock the wall clock
   * @throws IOException if the terminal cannot be used
   */
  public static Screen table(Scoreboard scoreboard, InstantSource wallClock) throws IOException {
    Terminal terminal = TerminalBuilder.builder().name("kinetograph").nativeSignals(false).build();
    return new Screen(terminal, new LiveTable(terminal, scoreboard, wallClock));
  }

  /**
   * A line for each label, or fewer if the labels come too fast to read each.
   *
   * @param out where they are printed; the caller closes it
   * @param pace at which readings are published
   * @param scoreboard counts segments and labels
   * @param wallClock the wall clock
   */
  public static Screen lines(
      PrintStream out, Pace pace, Scoreboard scoreboard, InstantSource wallClock) {
    return new Screen(
        null,
        pace.isUnbounded() ? new ProgressLines(out, scoreboard, wallClock) : new LabelLines(out));
  }

  /** Shows the labels. */
  public LabelDisplay display() {
    return display;
  }

  @Override
  public void close() throws IOException {
    if (terminal != null) {
      terminal.close();
    }
  }
}
