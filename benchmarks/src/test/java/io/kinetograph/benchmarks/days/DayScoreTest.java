// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DayScoreTest {

  private static final long SECOND = 1_000_000;
  private static final long END = 100 * SECOND;

  private final DayScore score = new DayScore();

  private static Timeline timeline(Object... secondsAndGroups) {
    Timeline timeline = new Timeline();
    for (int i = 0; i < secondsAndGroups.length; i += 2) {
      timeline.from((int) secondsAndGroups[i] * SECOND, (String) secondsAndGroups[i + 1]);
    }
    return timeline;
  }

  @Test
  void findsAllIfTheTruthIsSaid() {
    Timeline truth = timeline(0, "sitting", 40, "walking", 70, "sitting");

    score.add(truth, truth, 0, END);

    assertThat(score.macroF1()).isEqualTo(1);
    assertThat(score.accuracy()).isEqualTo(1);
    assertThat(score.transitions()).isEqualTo(2);
    assertThat(score.found()).isEqualTo(1);
    assertThat(score.falseAnHour()).isZero();
  }

  @Test
  void countsSecondsByGroup() {
    score.add(timeline(0, "sitting", 40, "walking"), timeline(0, "sitting", 50, "walking"), 0, END);

    // Sitting: 40 right, 10 too many. Walking: 50 right of 60.
    assertThat(score.accuracy()).isCloseTo(0.9, within(1e-9));
    assertThat(score.f1())
        .isEqualTo(Map.of("sitting", 2.0 * 40 / (40 + 50), "walking", 2.0 * 50 / (60 + 50)));
    assertThat(score.found()).isEqualTo(1);
  }

  @Test
  void aChangeThatIsTooFarAwayOrToAnotherGroupIsFalse() {
    score.add(
        timeline(0, "sitting", 40, "walking", 80, "sitting"),
        timeline(0, "sitting", 51, "walking", 80, "lying"),
        0,
        END);

    assertThat(score.found()).isZero();
    assertThat(score.falseAnHour()).isCloseTo(2 * 36, within(1e-9));
  }

  @Test
  void aChangeFindsOneTransitionOnly() {
    score.add(
        timeline(0, "sitting", 40, "walking", 44, "sitting", 48, "walking"),
        timeline(0, "sitting", 44, "walking"),
        0,
        END);

    assertThat(score.transitions()).isEqualTo(3);
    assertThat(score.found()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(score.falseAnHour()).isZero();
  }

  @Test
  void aGroupThatNobodyWasInCountsOnlyAgainstTheOthers() {
    score.add(timeline(0, "sitting"), timeline(0, "unknown", 50, "sitting"), 0, END);

    assertThat(score.f1()).containsOnlyKeys("sitting");
    assertThat(score.falseAnHour()).isCloseTo(36, within(1e-9));
  }
}
