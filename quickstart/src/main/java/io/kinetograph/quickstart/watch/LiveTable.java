package io.kinetograph.quickstart.watch;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** A table of the newest label of each wearer, drawn over itself on an ANSI terminal. */
public final class LiveTable implements LabelView {

  /** More rows than this might not fit the terminal, and then the table could not be redrawn. */
  private static final int MOST_ROWS = 16;

  private static final Duration REDRAW = Duration.ofMillis(250);

  private final PrintStream out;
  private final Scoreboard scoreboard;
  private final InstantSource clock;
  private final SortedMap<String, Sighting> newest = new TreeMap<>(LiveTable::byNumber);
  private Instant nextDrawing = Instant.MIN;
  private boolean changed;
  private int lines;

  /**
   * Draws to a stream, which stays its owner's to close.
   *
   * @param scoreboard knows the totals
   * @param clock the wall clock
   */
  public LiveTable(PrintStream out, Scoreboard scoreboard, InstantSource clock) {
    this.out = out;
    this.scoreboard = scoreboard;
    this.clock = clock;
  }

  /** Puts wearer-2 before wearer-10. */
  private static int byNumber(String one, String other) {
    int length = Integer.compare(one.length(), other.length());
    return length != 0 ? length : one.compareTo(other);
  }

  @Override
  public void show(List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      newest.put(sighting.label().getWearer(), sighting);
      changed = true;
    }
    Instant now = clock.instant();
    if (changed && !now.isBefore(nextDrawing)) {
      draw();
      nextDrawing = now.plus(REDRAW);
    }
  }

  @Override
  public void finish() {
    if (changed) {
      draw();
    }
  }

  private void draw() {
    changed = false;
    TextTable table =
        TextTable.forColumns(
            Help.defaultColorScheme(Ansi.ON),
            // A row that is wider than the terminal, 80 columns mostly, takes two of its lines, and
            // the next drawing would begin in the middle of this one.
            new Column(12, 0, Overflow.TRUNCATE),
            new Column(27, 1, Overflow.TRUNCATE),
            new Column(5, 1, Overflow.TRUNCATE),
            new Column(27, 1, Overflow.TRUNCATE),
            new Column(8, 1, Overflow.TRUNCATE));
    table.addRowValues(
        text("@|bold wearer|@"),
        text("@|bold activity|@"),
        text("@|bold conf|@"),
        text("@|bold truth|@"),
        text("@|bold delay|@"));
    newest.values().stream().limit(MOST_ROWS).forEach(sighting -> addRow(table, sighting));
    String drawing = table + footer();
    if (lines > 0) {
      // Cursor up to the first line, then clear from there.
      out.printf(Locale.ROOT, "\u001b[%dA\u001b[J", lines);
    }
    out.print(drawing);
    out.flush();
    lines = (int) drawing.lines().count();
  }

  private static void addRow(TextTable table, Sighting sighting) {
    table.addRowValues(
        plain(sighting.label().getWearer()),
        plain(sighting.label().getActivity()),
        plain(String.format(Locale.ROOT, "%.2f", sighting.label().getConfidence())),
        truth(sighting),
        plain(SummaryText.seconds(sighting.delay())));
  }

  /** The truth by name only where the label is wrong. */
  private static Text truth(Sighting sighting) {
    if (sighting.truth() == null) {
      return plain("");
    }
    return text(sighting.isRight() ? "@|green right|@" : "@|bold,red " + sighting.truth() + "|@");
  }

  private String footer() {
    int more = newest.size() - MOST_ROWS;
    Score total = scoreboard.total();
    return String.format(
        Locale.ROOT,
        "%s%d segments, %d labels%s%n",
        more > 0 ? "and " + more + " more wearers; " : "",
        scoreboard.segments(),
        scoreboard.labels(),
        total.all() == 0 ? "" : String.format(Locale.ROOT, ", %.1f %% right", 100 * total.share()));
  }

  private static Text text(String markup) {
    return Ansi.ON.text(markup);
  }

  private static Text plain(String text) {
    return Ansi.OFF.text(text);
  }
}
