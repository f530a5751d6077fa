// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelDisplayTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = START;
  private final InstantSource clock = () -> now;
  private final Scoreboard scoreboard = new Scoreboard(DelayOrigin.SEGMENT_END, clock, null);

  @Test
  void linesMarkRightWrongAndUnknownLabels() {
    new LabelLines(out)
        .show(
            List.of(
                scored("anna", "rowing", "rowing"),
                scored("ben", "rowing", "sitting"),
                new ScoredLabel(Labels.label("cleo", START, "rowing"), null, 0, null, null)));

    assertThat(printed().lines())
        .containsExactly(
            "2026-11-24T10:00:00Z  anna          rowing                      0.75  right  0.50 s",
            "2026-11-24T10:00:00Z  ben           rowing                      0.75  wrong, was"
                + " sitting  0.50 s",
            "2026-11-24T10:00:00Z  cleo          rowing                      0.75");
  }

  @Test
  void segmentsThatAreNotScoredSayWhy() throws Exception {
    ScoredLabel changing =
        new ScoredLabel(
            Labels.label("anna", START, "unknown"),
            "rowing",
            7,
            Duration.ofMillis(500),
            "changes to sitting");
    new LabelLines(out).show(List.of(changing));
    assertThat(printed().lines())
        .containsExactly(
            "2026-11-24T10:00:00Z  anna          unknown                     0.75  not scored,"
                + " changes to sitting  0.50 s");
    bytes.reset();

    new LiveTable(terminal(new Size(80, 24)), scoreboard, clock).show(List.of(changing));
    assertThat(screen(printed()).get(1)).contains("unknown", "changes to sitting");
  }

  @Test
  void episodesAreShown() throws Exception {
    ActivityEpisode began = Labels.episode("anna", START, "rowing");
    ActivityEpisode ended =
        Labels.episode("anna", START, "rowing", EpisodeEventType.EXITED, START.plusSeconds(30));
    new LabelLines(out).showEpisodes(List.of(began, ended));
    assertThat(printed().lines())
        .containsExactly(
            "2026-11-24T10:00:00Z  anna          episode of rowing began",
            "2026-11-24T10:00:30Z  anna          episode of rowing ended");
    bytes.reset();

    Scoreboard withEpisodes = new Scoreboard(DelayOrigin.SEGMENT_END, clock, new Transitions(3));
    LiveTable table = new LiveTable(terminal(new Size(120, 24)), withEpisodes, clock);
    table.showEpisodes(List.of(began));
    table.show(List.of(scored("anna", "rowing", "rowing")));
    assertThat(screen(printed()).get(0).strip()).endsWith("episode");
    assertThat(screen(printed()).get(1).strip()).endsWith("rowing 5 s");
    now = now.plusSeconds(1);
    table.showEpisodes(List.of(ended));
    table.show(List.of());
    assertThat(screen(printed()).get(1)).doesNotContain("rowing 5 s");
  }

  @Test
  void namesWithEscapeSequencesAreShownAndNotObeyed() throws Exception {
    String wearer = "\u001b[2J\u202Eeve\n";
    new LabelLines(out).show(List.of(scored(wearer, "\u0007rowing", "rowing")));
    assertThat(printed().lines())
        .singleElement(STRING)
        .contains("\\u001b[2J\\u202eeve\\n", "\\u0007rowing");
    bytes.reset();

    new LiveTable(terminal(new Size(120, 24)), scoreboard, clock)
        .show(List.of(scored(wearer, "\u0007rowing", "rowing")));
    assertThat(screen(printed()).get(1)).startsWith("\\u001b[2J\\u202eeve\\n");
    assertThat(printed()).doesNotContain("\u001b[2J", "\u0007", "\u202E");
  }

  @Test
  void tableShowsTheNewestLabelOfEachWearerAndIsRedrawnInPlace() throws Exception {
    Terminal terminal = terminal(new Size(80, 24));
    LiveTable table = new LiveTable(terminal, scoreboard, clock);
    table.show(List.of(scored("wearer-10", "rowing", "rowing")));
    String first = printed();
    table.show(List.of(scored("wearer-2", "rowing", "sitting")));
    assertThat(printed()).as("before the redraw interval").isEqualTo(first);
    now = now.plusSeconds(1);
    table.show(List.of(scored("wearer-2", "jumping", "jumping")));

    assertThat(screen(first)).hasSize(3);
    assertThat(screen(first).get(1)).startsWith("wearer-10").contains("rowing").contains("right");
    List<String> second = screen(printed());
    assertThat(second).hasSize(4);
    assertThat(second.get(1)).startsWith("wearer-2 ").contains("jumping");
    assertThat(second.get(2)).startsWith("wearer-10");
    assertThat(String.join(" ", second)).doesNotContain("sitting");
  }

  @ParameterizedTest
  @CsvSource({"80,24,21,19", "40,10,7,33", "120,60,40,0", "20,3,1,39"})
  void tableFitsATerminalOfAnySize(int columns, int rows, int shown, int hidden) throws Exception {
    List<ScoredLabel> crowd = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      crowd.add(scored("wearer-" + i, "rowing", "rowing"));
    }
    new LiveTable(terminal(new Size(columns, rows)), scoreboard, clock).show(crowd);

    List<String> screen = screen(printed());
    assertThat(screen.size()).isLessThan(Math.max(rows, 4));
    assertThat(screen).filteredOn(line -> line.startsWith("wearer-")).hasSize(shown);
    assertThat(screen).allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
    if (hidden > 0) {
      assertThat(screen.get(screen.size() - 1)).startsWith("and " + hidden + " more");
    }
  }

  @Test
  void tableIsRedrawnAfterTheWindowWasResized() throws Exception {
    Terminal terminal = terminal(new Size(80, 24));
    LiveTable table = new LiveTable(terminal, scoreboard, clock);
    table.show(List.of(scored("wearer-1", "rowing", "rowing")));
    terminal.setSize(new Size(50, 12));
    now = now.plusSeconds(1);
    table.show(List.of(scored("wearer-2", "jumping", "sitting")));

    List<String> screen = screen(printed());
    assertThat(screen.get(screen.size() - 2)).startsWith("wearer-2").hasSizeLessThan(50);
  }

  @Test
  void predictionsHaveTheColumnsOfTheTrainer(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("predictions.csv");
    try (ReplayPredictions file = ReplayPredictions.create(path)) {
      file.show(
          List.of(
              scored("subject-3", "rowing", "standing"),
              new ScoredLabel(Labels.label("somebody", START, "rowing"), null, 0, null, null)));
    }

    assertThat(Files.readAllLines(path))
        .containsExactly("subject,activity,segment,label,predicted", "3,2,7,standing,rowing");
  }

  @Test
  void predictionsAreReplacedByTheFirstLabel(@TempDir Path folder) throws Exception {
    Path path = Files.writeString(folder.resolve("predictions.csv"), "earlier\n".repeat(1000));
    try (ReplayPredictions file = ReplayPredictions.create(path)) {
      file.show(List.of());
      file.finish();
    }
    assertThat(path).hasContent("earlier\n".repeat(1000));

    try (ReplayPredictions file = ReplayPredictions.create(path)) {
      file.show(List.of(scored("subject-3", "rowing", "standing")));
    }
    assertThat(Files.readAllLines(path)).hasSize(2);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void predictionsThatCannotBeWrittenAreNamed() throws Exception {
    ReplayPredictions file = ReplayPredictions.create(Path.of("/dev/full"));
    List<ScoredLabel> labels = Collections.nCopies(1000, scored("subject-3", "rowing", "standing"));
    String reason = "the predictions cannot be written to /dev/full: No space left on device";

    assertThatThrownBy(() -> file.show(labels)).hasMessage(reason);
    assertThatThrownBy(file::close).isInstanceOf(IOException.class).hasMessage(reason);
  }

  private Terminal terminal(Size size) throws Exception {
    Terminal terminal = new LineDisciplineTerminal("test", "ansi", bytes, StandardCharsets.UTF_8);
    terminal.setSize(size);
    return terminal;
  }

  /** What an ANSI terminal shows after these bytes: enough of one for cursor moves and clears. */
  private static List<String> screen(String output) {
    List<StringBuilder> lines = new ArrayList<>();
    int row = 0;
    int column = 0;
    Matcher tokens =
        Pattern.compile("\\u001b\\[([0-9;]*)([A-Za-z])|\\r|\\n|[^\\u001b\\r\\n]").matcher(output);
    while (tokens.find()) {
      String token = tokens.group();
      String command = tokens.group(2);
      int count =
          tokens.group(1) == null || tokens.group(1).isEmpty() || tokens.group(1).contains(";")
              ? 1
              : Integer.parseInt(tokens.group(1));
      while (lines.size() <= row) {
        lines.add(new StringBuilder());
      }
      StringBuilder line = lines.get(row);
      if (token.equals("\r")) {
        column = 0;
      } else if (token.equals("\n")) {
        row++;
      } else if (command == null) {
        while (line.length() <= column) {
          line.append(' ');
        }
        line.setCharAt(column++, token.charAt(0));
      } else {
        switch (command) {
          // A terminal keeps the cursor on the screen.
          case "A" -> row = Math.max(0, row - count);
          case "B" -> row += count;
          case "C" -> column += count;
          case "D" -> column -= count;
          case "K" -> line.setLength(Math.min(line.length(), column));
          case "J" -> {
            line.setLength(Math.min(line.length(), column));
            lines.subList(row + 1, lines.size()).clear();
          }
          default -> {}
        }
      }
    }
    return lines.stream().map(StringBuilder::toString).filter(text -> !text.isBlank()).toList();
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ScoredLabel scored(String wearer, String activity, String truth) {
    return new ScoredLabel(
        Labels.label(wearer, START, activity), truth, 7, Duration.ofMillis(500), null);
  }
}
