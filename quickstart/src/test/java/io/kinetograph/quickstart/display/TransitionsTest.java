// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.SegmentKey;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.schemas.EpisodeEventType;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransitionsTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final Transitions transitions = new Transitions(3);

  @Test
  void findsATransitionWithinTenSecondsBeforeOrAfter() {
    rest("anna", 0, 59);
    change("anna", 10, 50, "sitting", "rowing");
    change("anna", 20, 0, "rowing", "running-treadmill");
    change("anna", 30, 0, "running-treadmill", "jumping");
    entered("anna", 0, "sitting");
    entered("anna", 62, "rowing");
    entered("anna", 90, "running");
    entered("anna", 161, "jumping");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(2, 3, 1));
  }

  @Test
  void countsEachOtherEpisodeAsFalse() {
    rest("anna", 0, 59);
    change("anna", 10, 0, "sitting", "rowing");
    entered("anna", 0, "sitting");
    entered("anna", 45, "stairs");
    entered("anna", 50, "rowing");
    // The second one of a transition.
    entered("anna", 55, "rowing");
    entered("somebody", 50, "rowing");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(1, 1, 2));
  }

  @Test
  void anEpisodeOfAnotherGroupFindsNothing() {
    rest("anna", 0, 59);
    change("anna", 10, 0, "sitting", "rowing");
    entered("anna", 50, "stairs");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(0, 1, 1));
  }

  @Test
  void unitsThatWereTakenOffMayBeFoundLater() {
    rest("anna", 0, 59);
    change("anna", 10, 0, "sitting", "not-worn");
    // Meanwhile, they seem to lie somewhere.
    entered("anna", 50, "lying");
    entered("anna", 65, "not-worn");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(1, 1, 0));
  }

  @Test
  void anEpisodeBeforeUnitsAreTakenOffHasNoExcuse() {
    rest("anna", 0, 59);
    change("anna", 10, 0, "sitting", "not-worn");
    entered("anna", 42, "jumping");
    entered("anna", 65, "not-worn");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(1, 1, 1));
  }

  @Test
  void aTransitionSoonAfterTheBeginningIsFound() {
    rest("anna", 0, 59);
    change("anna", 1, 75, "sitting", "rowing");
    entered("anna", 0, "sitting");
    entered("anna", 10, "rowing");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(1, 1, 0));
  }

  @Test
  void aChangeWithinAGroupIsNoTransition() {
    rest("anna", 0, 59);
    change("anna", 10, 0, "walking-parking-lot", "walking-treadmill-flat");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(0, 0, 0));
  }

  @Test
  void aTransitionThatCannotBeDecidedYetDoesNotCount() {
    rest("anna", 0, 14);
    change("anna", 10, 0, "sitting", "rowing");
    assertThat(transitions.score()).isEqualTo(new TransitionScore(0, 0, 0));

    rest("anna", 15, 15);
    assertThat(transitions.score()).isEqualTo(new TransitionScore(0, 1, 0));
  }

  @Test
  void aTransitionThatWasFoundEarlyCounts() {
    rest("anna", 0, 12);
    change("anna", 10, 0, "sitting", "rowing");
    entered("anna", 50, "rowing");

    assertThat(transitions.score()).isEqualTo(new TransitionScore(1, 1, 0));
  }

  @Test
  void onlyTheBeginningOfAnEpisodeCounts() {
    rest("anna", 0, 59);
    change("anna", 10, 0, "sitting", "rowing");
    for (EpisodeEventType event : EpisodeEventType.values()) {
      transitions.episode(Labels.episode("anna", START.plusSeconds(50), "rowing", event, null));
    }

    assertThat(transitions.score()).isEqualTo(new TransitionScore(1, 1, 0));
  }

  /** Episodes of up to a minute ago, of which many are wrong. */
  @Property(tries = 100)
  void whatIsForgottenStaysInTheScore(
      @ForAll @Size(min = 100, max = 300) List<@IntRange(max = 9999) Integer> random) {
    List<String> groups = List.of("sitting", "rowing", "not-worn", "jumping");
    Transitions forgetful = new Transitions(3, 60_000);
    Transitions other = new Transitions(3, Long.MAX_VALUE / 2);
    String current = "sitting";
    for (int i = 0; i < random.size(); i++) {
      int number = random.get(i);
      AnnotatedSegment.Change change = null;
      if (number % 3 == 0) {
        String next = groups.get(number / 3 % 4);
        change = new AnnotatedSegment.Change(current, next, number / 12 % 125);
        current = next;
      }
      Instant said = START.plusSeconds(5L * i - number / 24 % 60);
      for (Transitions each : List.of(forgetful, other)) {
        each.published(key("anna", i), segment(change));
        if (number % 2 == 0) {
          each.episode(Labels.episode("anna", said, groups.get(number / 6 % 4)));
        }
      }

      assertThat(forgetful.score()).isEqualTo(other.score());
    }
    assertThat(forgetful.remembered()).isLessThan(80);
  }

  /** Segments without a change. */
  private void rest(String wearer, int from, int to) {
    for (int i = from; i <= to; i++) {
      transitions.published(key(wearer, i), segment(null));
    }
  }

  /** A change in a segment that {@link #rest} has published. */
  private void change(String wearer, int segment, int column, String before, String after) {
    transitions.published(
        key(wearer, segment), segment(new AnnotatedSegment.Change(before, after, column)));
  }

  private void entered(String wearer, int second, String group) {
    transitions.episode(Labels.episode(wearer, START.plusSeconds(second), group));
  }

  private static AnnotatedSegment segment(AnnotatedSegment.@Nullable Change change) {
    return new AnnotatedSegment(
        "rowing", 1, new float[Segment.ROWS * Segment.COLUMNS], change, null);
  }

  private static SegmentKey key(String wearer, int segment) {
    return new SegmentKey(wearer, START.plusSeconds(5L * segment).toEpochMilli());
  }
}
