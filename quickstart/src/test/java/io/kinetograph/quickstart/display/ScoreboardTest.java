// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.SegmentKey;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoreboardTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private Instant now = START;
  private final InstantSource clock = () -> now;
  private final Scoreboard live = new Scoreboard(DelayOrigin.SEGMENT_END, clock, null);

  @Test
  void countsMissingRepeatedAndForeignLabels() {
    publish(live, "anna", 0, "rowing");
    publish(live, "anna", 1, "rowing");
    publish(live, "ben", 0, "sitting");
    label(live, "anna", 0, "rowing");
    label(live, "anna", 0, "sitting");
    label(live, "ben", 0, "sitting");
    label(live, "somebody", 0, "sitting");

    RunSummary summary = live.summary();

    assertThat(summary.segments()).isEqualTo(3);
    assertThat(summary.labels()).isEqualTo(3);
    assertThat(summary.missing()).isEqualTo(1);
    assertThat(summary.repeated()).isEqualTo(1);
    assertThat(summary.unknown()).isEqualTo(1);
    assertThat(summary.isExactlyOnce()).isFalse();
    // Of a segment with two labels, the first one counts.
    assertThat(summary.total()).isEqualTo(new Score(2, 2));
  }

  @Test
  void scoresByWhatTheWearerReallyDid() {
    for (int i = 0; i < 4; i++) {
      publish(live, "anna", i, "rowing");
      label(live, "anna", i, i == 0 ? "sitting" : "rowing");
    }
    for (int i = 4; i < 6; i++) {
      publish(live, "anna", i, "sitting");
      label(live, "anna", i, i == 4 ? "rowing" : "sitting");
    }
    publish(live, "anna", 6, "jumping");
    label(live, "anna", 6, "jumping");

    RunSummary summary = live.summary();

    assertThat(summary.isExactlyOnce()).isTrue();
    assertThat(summary.scores())
        .isEqualTo(
            Map.of(
                "rowing", new Score(3, 4), "sitting", new Score(1, 2), "jumping", new Score(1, 1)));
    assertThat(summary.total()).isEqualTo(new Score(5, 7));
    assertThat(summary.worst(5)).extracting(Map.Entry::getKey).containsExactly("sitting", "rowing");
    assertThat(summary.worst(1)).extracting(Map.Entry::getKey).containsExactly("sitting");
  }

  @Test
  void unknownAndNotWornAreRightWhereTheyAreTrue() {
    for (String truth : List.of("unknown", "not-worn")) {
      publish(live, truth, 0, truth);
      label(live, truth, 0, truth);
      publish(live, truth, 1, truth);
      label(live, truth, 1, "rowing");
    }
    publish(live, "anna", 0, "rowing");
    label(live, "anna", 0, "unknown");

    assertThat(live.summary().scores())
        .isEqualTo(
            Map.of(
                "unknown",
                new Score(1, 2),
                "not-worn",
                new Score(1, 2),
                "rowing",
                new Score(0, 1)));
  }

  @Test
  void segmentsThatNoLabelCanNameAreNotScored() {
    live.sending(
        key("anna", 0),
        new AnnotatedSegment(
            "rowing",
            1,
            new float[Segment.ROWS * Segment.COLUMNS],
            new AnnotatedSegment.Change("rowing", "sitting", 70),
            "changes to sitting"));
    label(live, "anna", 0, "jumping");
    publish(live, "anna", 1, "sitting");
    label(live, "anna", 1, "sitting");

    RunSummary summary = live.summary();

    assertThat(summary.isExactlyOnce()).isTrue();
    assertThat(summary.unscored()).isEqualTo(1);
    assertThat(summary.total()).isEqualTo(new Score(1, 1));
    assertThat(summary.transitions()).isNull();
  }

  @Test
  void measuresDelayFromTheSegmentsEndOrFromItsAcknowledgement() {
    Scoreboard fast = new Scoreboard(DelayOrigin.ACKNOWLEDGED, clock, null);
    for (Scoreboard scoreboard : List.of(live, fast)) {
      now = START.plusSeconds(4);
      publish(scoreboard, "anna", 0, "rowing");
      scoreboard.acknowledged(key("anna", 0));
      now = START.plusMillis(5_250);
      label(scoreboard, "anna", 0, "rowing");
    }

    assertThat(live.summary().medianDelay()).isEqualTo(Duration.ofMillis(250));
    assertThat(fast.summary().medianDelay()).isEqualTo(Duration.ofMillis(1_250));
  }

  @Test
  void hasNoDelayWithoutALabel() {
    publish(live, "anna", 0, "rowing");

    assertThat(live.summary().medianDelay()).isNull();
    assertThat(live.summary().p99Delay()).isNull();
    assertThat(live.outstanding()).isEqualTo(1);
  }

  @Test
  void tellsTheDelayThatNinetyNineOfAHundredDoNotExceed() {
    for (int i = 1; i <= 100; i++) {
      publish(live, "anna", i, "rowing");
      now = START.plusSeconds(5L * i + 5).plusMillis(i);
      label(live, "anna", i, "rowing");
    }

    assertThat(live.summary().medianDelay()).isEqualTo(Duration.ofMillis(50));
    assertThat(live.summary().p99Delay()).isEqualTo(Duration.ofMillis(99));
  }

  @Property(tries = 100)
  void everySegmentIsLabeledOnceMissingOrRepeated(
      @ForAll @Size(max = 30) List<@IntRange(max = 3) Integer> labelsOfSegments) {
    Scoreboard scoreboard = new Scoreboard(DelayOrigin.SEGMENT_END, clock, null);
    for (int i = 0; i < labelsOfSegments.size(); i++) {
      publish(scoreboard, "anna", i, "rowing");
      for (int j = 0; j < labelsOfSegments.get(i); j++) {
        label(scoreboard, "anna", i, "rowing");
      }
    }

    RunSummary summary = scoreboard.summary();

    assertThat(summary.labels()).isEqualTo(labelsOfSegments.stream().mapToInt(n -> n).sum());
    assertThat(summary.missing()).isEqualTo(labelsOfSegments.stream().filter(n -> n == 0).count());
    assertThat(summary.repeated()).isEqualTo(labelsOfSegments.stream().filter(n -> n > 1).count());
    assertThat(summary.total().all()).isEqualTo(summary.segments() - summary.missing());
    assertThat(scoreboard.outstanding()).isEqualTo(summary.missing());
  }

  /** One run on the clock of its segments, the other one while the clock stands still. */
  @Property(tries = 50)
  void whatIsForgottenStaysInTheSummary(
      @ForAll @Size(min = 150, max = 400) List<@IntRange(max = 40) Integer> labelsOfSegments) {
    Scoreboard forgetful = new Scoreboard(DelayOrigin.SEGMENT_END, clock, null);
    Scoreboard other = new Scoreboard(DelayOrigin.SEGMENT_END, () -> START, null);
    for (int i = 0; i < labelsOfSegments.size(); i++) {
      now = START.plusSeconds(5L * (i + 1)).plusMillis(i % 90);
      for (Scoreboard scoreboard : List.of(forgetful, other)) {
        publish(scoreboard, "anna", i, i % 2 == 0 ? "rowing" : "sitting");
        // Few segments have no label, or more than one.
        for (int j = 0; j < labels(labelsOfSegments.get(i)); j++) {
          label(scoreboard, "anna", i, i % 3 == 0 ? "rowing" : "sitting");
        }
      }
    }

    assertThat(forgetful.summary()).isEqualTo(other.summary());
    assertThat(forgetful.outstanding()).isEqualTo(other.outstanding());
    // Those of ten minutes, of the minute until it forgets, and those without a label.
    assertThat((long) forgetful.remembered()).isLessThan(135 + other.outstanding());
  }

  private static int labels(int random) {
    return random < 2 ? 0 : random < 4 ? random : 1;
  }

  @Test
  void aLateLabelOfAForgottenSegmentIsStillOneTooMany() {
    publish(live, "anna", 0, "rowing");
    label(live, "anna", 0, "rowing");
    publish(live, "anna", 1, "rowing");
    now = START.plusSeconds(700);
    publish(live, "anna", 140, "rowing");
    label(live, "anna", 140, "rowing");
    assertThat(live.remembered()).isEqualTo(2);

    label(live, "anna", 0, "rowing");
    label(live, "anna", 1, "rowing");
    label(live, "anna", -1, "rowing");
    label(live, "anna", 2, "rowing");
    label(live, "ben", 0, "rowing");

    RunSummary summary = live.summary();
    assertThat(summary.segments()).isEqualTo(3);
    assertThat(summary.missing()).isZero();
    assertThat(summary.repeated()).isEqualTo(1);
    assertThat(summary.labels()).isEqualTo(4);
    assertThat(summary.unknown()).isEqualTo(3);
  }

  private static void publish(Scoreboard scoreboard, String wearer, int segment, String truth) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    scoreboard.sending(key(wearer, segment), new AnnotatedSegment(truth, segment + 1, values));
  }

  private void label(Scoreboard scoreboard, String wearer, int segment, String activity) {
    Instant start = START.plusSeconds(5L * segment);
    scoreboard.labeled(Labels.label(wearer, start, activity), now);
  }

  private static SegmentKey key(String wearer, int segment) {
    return new SegmentKey(wearer, START.plusSeconds(5L * segment).toEpochMilli());
  }
}
