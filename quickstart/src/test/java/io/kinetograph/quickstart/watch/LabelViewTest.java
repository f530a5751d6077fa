package io.kinetograph.quickstart.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelViewTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = START;
  private final InstantSource clock = () -> now;
  private final Scoreboard scoreboard = new Scoreboard(DelayRule.SEGMENT_END, clock);

  @Test
  void linesTellRightFromWrongAndFromUnknown() {
    new LabelLines(out)
        .show(
            List.of(
                sighting("anna", "rowing", "rowing"),
                sighting("ben", "rowing", "sitting"),
                new Sighting(Labels.label("cleo", START, "rowing"), null, 0, null)));

    assertThat(printed().lines())
        .containsExactly(
            "2026-11-24T10:00:00Z  anna          rowing                      0.75  right  0.50 s",
            "2026-11-24T10:00:00Z  ben           rowing                      0.75  wrong, was"
                + " sitting  0.50 s",
            "2026-11-24T10:00:00Z  cleo          rowing                      0.75");
  }

  @Test
  void tableIsDrawnOverItselfWithTheNewestLabelOfEachWearer() {
    LiveTable table = new LiveTable(out, scoreboard, clock);
    table.show(List.of(sighting("wearer-10", "rowing", "rowing")));
    String first = printed();
    table.show(List.of(sighting("wearer-2", "rowing", "sitting")));
    assertThat(printed()).as("too soon").isEqualTo(first);
    now = now.plusSeconds(1);
    table.show(List.of(sighting("wearer-2", "jumping", "jumping")));

    String second = printed().substring(first.length());
    assertThat(first.lines()).hasSize(3);
    assertThat(second).startsWith("\u001b[3A\u001b[J");
    assertThat(second.lines()).hasSize(4);
    assertThat(second).contains("jumping").doesNotContain("sitting");
    assertThat(second.indexOf("wearer-2")).isLessThan(second.indexOf("wearer-10"));
  }

  @Test
  void tableKeepsWithinATerminal() {
    List<Sighting> crowd = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      crowd.add(sighting("wearer-" + i, "rowing", "rowing"));
    }
    new LiveTable(out, scoreboard, clock).show(crowd);

    assertThat(printed().lines()).hasSize(18);
    assertThat(printed()).contains("and 24 more wearers");
  }

  @Test
  void predictionsHaveTheTrainersColumns(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("predictions.csv");
    try (PredictionsFile file = PredictionsFile.create(path)) {
      file.show(
          List.of(
              sighting("subject-3", "rowing", "standing"),
              new Sighting(Labels.label("somebody", START, "rowing"), null, 0, null)));
    }

    assertThat(Files.readAllLines(path))
        .containsExactly("subject,activity,segment,label,predicted", "3,2,7,standing,rowing");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Sighting sighting(String wearer, String activity, String truth) {
    return new Sighting(Labels.label(wearer, START, activity), truth, 7, Duration.ofMillis(500));
  }
}
