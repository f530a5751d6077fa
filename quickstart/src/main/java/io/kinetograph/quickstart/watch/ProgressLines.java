package io.kinetograph.quickstart.watch;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Prints now and then how many labels have come, where they come too fast to be read. */
public final class ProgressLines implements LabelView {

  private static final Duration EVERY = Duration.ofSeconds(2);

  private final PrintStream out;
  private final Scoreboard scoreboard;
  private final InstantSource clock;
  private Instant next;

  /**
   * Prints to a stream, which stays its owner's to close.
   *
   * @param scoreboard knows how many
   * @param clock the wall clock
   */
  public ProgressLines(PrintStream out, Scoreboard scoreboard, InstantSource clock) {
    this.out = out;
    this.scoreboard = scoreboard;
    this.clock = clock;
    this.next = clock.instant().plus(EVERY);
  }

  @Override
  public void show(List<Sighting> sightings) {
    Instant now = clock.instant();
    if (scoreboard.segments() == 0 || now.isBefore(next)) {
      return;
    }
    next = now.plus(EVERY);
    out.printf("%d segments, %d labels%n", scoreboard.segments(), scoreboard.labels());
  }
}
