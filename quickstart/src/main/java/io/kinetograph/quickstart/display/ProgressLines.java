// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Prints the number of labels every two seconds, where labels come too fast to read each. */
final class ProgressLines implements LabelDisplay {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final PrintStream out;
  private final Scoreboard scoreboard;
  private final InstantSource wallClock;
  private Instant nextLine;

  /**
   * Prints to a stream, which the caller closes.
   *
   * @param scoreboard counts segments and labels
   * @param wallClock the wall clock
   */
  ProgressLines(PrintStream out, Scoreboard scoreboard, InstantSource wallClock) {
    this.out = out;
    this.scoreboard = scoreboard;
    this.wallClock = wallClock;
    this.nextLine = wallClock.instant().plus(INTERVAL);
  }

  @Override
  public void show(List<ScoredLabel> labels) {
    Instant now = wallClock.instant();
    if (scoreboard.segments() == 0 || now.isBefore(nextLine)) {
      return;
    }
    nextLine = now.plus(INTERVAL);
    out.printf(Locale.ROOT, "%d segments, %d labels%n", scoreboard.segments(), scoreboard.labels());
  }
}
