// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.program.PlainText;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;

/**
 * A table with the newest label of each wearer, redrawn in place. It fits the terminal at any size,
 * also after the window is resized: wearers that do not fit are counted, and long rows are cut.
 */
final class LiveTable implements LabelDisplay {

  private static final Duration REDRAW_INTERVAL = Duration.ofMillis(250);

  /** Used where a terminal does not report its size. */
  private static final Size DEFAULT_SIZE = new Size(80, 24);

  /** Header, footer, and the line below with the cursor. */
  private static final int OTHER_LINES = 3;

  private static final int MIN_WEARER_WIDTH = 12;
  private static final int MAX_WEARER_WIDTH = 36;

  /** Width of all columns but the first, with the blanks between them. */
  private static final int OTHER_WIDTH = 67;

  /** Width of the column of episodes, which is shown where everything else fits beside it. */
  private static final int EPISODE_WIDTH = 28;

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle BOLD = PLAIN.bold();
  private static final AttributedStyle GREEN = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle RED = BOLD.foreground(AttributedStyle.RED);

  private final Terminal terminal;
  private final Display display;
  private final Scoreboard scoreboard;
  private final InstantSource wallClock;
  private final SortedMap<String, ScoredLabel> newest = new TreeMap<>(LiveTable::byNumber);
  private final Map<String, ActivityEpisode> episodes = new HashMap<>();
  private Instant nextRedraw = Instant.MIN;
  private boolean changed;

  /**
   * Draws on a terminal, which the caller closes.
   *
   * @param scoreboard counts segments and labels
   * @param wallClock the wall clock
   */
  LiveTable(Terminal terminal, Scoreboard scoreboard, InstantSource wallClock) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.scoreboard = scoreboard;
    this.wallClock = wallClock;
  }

  /** Sorts wearer-2 before wearer-10. */
  private static int byNumber(String one, String other) {
    int length = Integer.compare(one.length(), other.length());
    return length != 0 ? length : one.compareTo(other);
  }

  @Override
  public void show(List<ScoredLabel> labels) {
    for (ScoredLabel scored : labels) {
      newest.put(scored.label().getWearer(), scored);
      changed = true;
    }
    Instant now = wallClock.instant();
    if (changed && !now.isBefore(nextRedraw)) {
      draw();
      nextRedraw = now.plus(REDRAW_INTERVAL);
    }
  }

  @Override
  public void showEpisodes(List<ActivityEpisode> events) {
    for (ActivityEpisode episode : events) {
      if (episode.getEvent() == EpisodeEventType.EXITED) {
        episodes.remove(episode.getWearer());
      } else {
        episodes.put(episode.getWearer(), episode);
      }
      changed = true;
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
    Size size = size();
    int rows = Math.max(1, size.getRows() - OTHER_LINES);
    boolean withEpisodes =
        scoreboard.needsEpisodes()
            && size.getColumns() > MIN_WEARER_WIDTH + OTHER_WIDTH + EPISODE_WIDTH;
    int others = OTHER_WIDTH + (withEpisodes ? EPISODE_WIDTH : 0);
    int wearerWidth =
        Math.min(MAX_WEARER_WIDTH, Math.max(MIN_WEARER_WIDTH, size.getColumns() - others - 1));
    List<AttributedString> lines = new ArrayList<>();
    lines.add(
        row(
            wearerWidth,
            BOLD,
            "wearer",
            "activity",
            "conf",
            BOLD,
            "ground truth",
            BOLD,
            "delay",
            withEpisodes ? "episode" : ""));
    newest.values().stream()
        .limit(rows)
        .forEach(scored -> lines.add(row(wearerWidth, scored, withEpisodes)));
    lines.add(new AttributedString(footer(newest.size() - rows)));
    lines.replaceAll(line -> line.columnSubSequence(0, size.getColumns() - 1));
    // The cursor waits on the line below, where the summary will be printed.
    lines.add(AttributedString.EMPTY);
    display.resize(size.getRows(), size.getColumns());
    display.update(lines, size.cursorPos(lines.size() - 1, 0));
  }

  private Size size() {
    Size size = terminal.getSize();
    return size.getColumns() > 0 && size.getRows() > 0 ? size : DEFAULT_SIZE;
  }

  private AttributedString row(int wearerWidth, ScoredLabel scored, boolean withEpisode) {
    boolean right = scored.isRight();
    // The ground truth is named only where the label is wrong.
    String truth = scored.truth() == null ? "" : right ? "right" : scored.truth();
    AttributedStyle truthStyle = right ? GREEN : RED;
    if (scored.unscored() != null) {
      truth = scored.unscored();
      truthStyle = PLAIN;
    }
    return row(
        wearerWidth,
        PLAIN,
        scored.label().getWearer(),
        scored.label().getActivity(),
        scored.confidence(),
        truthStyle,
        truth,
        PLAIN,
        SummaryText.seconds(scored.delay()),
        withEpisode ? episode(scored) : "");
  }

  /** The wearer's episode and how long it has lasted, such as {@code walking 45 s}. */
  private String episode(ScoredLabel scored) {
    ActivityEpisode episode = episodes.get(scored.label().getWearer());
    if (episode == null) {
      return "";
    }
    Duration length = Duration.between(episode.getStart(), scored.label().getSegmentEnd());
    return String.format(Locale.ROOT, "%s %d s", episode.getGroup(), length.toSeconds());
  }

  private static AttributedString row(
      int wearerWidth,
      AttributedStyle style,
      String wearer,
      String activity,
      String confidence,
      AttributedStyle truthStyle,
      String truth,
      AttributedStyle delayStyle,
      String delay,
      String episode) {
    return new AttributedStringBuilder()
        .styled(style, cell(wearer, wearerWidth))
        .styled(style, cell(activity, 27))
        .styled(style, cell(confidence, 5))
        .styled(truthStyle, cell(truth, 27))
        .styled(delayStyle, cell(delay, 8))
        .styled(delayStyle, episode.isEmpty() ? "" : cell(episode, EPISODE_WIDTH))
        .toAttributedString();
  }

  /** Cuts or fills a text to a width; the last column stays blank. */
  private static String cell(String text, int width) {
    String plain = PlainText.line(text);
    String cut = plain.length() < width ? plain : plain.substring(0, width - 1);
    return cut + " ".repeat(width - cut.length());
  }

  private String footer(int hidden) {
    Score total = scoreboard.total();
    return String.format(
        Locale.ROOT,
        "%s%d segments, %d labels%s",
        hidden > 0 ? "and " + hidden + " more; " : "",
        scoreboard.segments(),
        scoreboard.labels(),
        total.all() == 0 ? "" : String.format(Locale.ROOT, ", %.1f %% right", 100 * total.share()));
  }
}
