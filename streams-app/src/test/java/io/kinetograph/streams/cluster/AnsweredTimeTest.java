package io.kinetograph.streams.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AnsweredTimeTest {

  private static final Duration ALLOWED = Duration.ofSeconds(3);

  @Example
  void countsNothingWhileAnswersComeInTime() {
    AnsweredTime time = new AnsweredTime(100_000, ALLOWED);
    for (long now = 100_000; now < 200_000; now += 3_000) {
      time.answered(now);
    }

    assertThat(time.unansweredMillis(201_000)).isZero();
  }

  @Example
  void countsWhatLiesBetweenTwoAnswersBeyondTheAllowed() {
    AnsweredTime time = new AnsweredTime(100_000, ALLOWED);
    assertThat(time.unansweredMillis(103_000)).isZero();
    assertThat(time.unansweredMillis(110_000)).isEqualTo(7_000);
    time.answered(120_000);
    assertThat(time.unansweredMillis(120_000)).isEqualTo(17_000);
    assertThat(time.unansweredMillis(123_000)).isEqualTo(17_000);
    time.answered(124_000);
    assertThat(time.unansweredMillis(124_000)).isEqualTo(18_000);
  }

  @Example
  void aClockThatIsPutBackTakesNothingAway() {
    AnsweredTime time = new AnsweredTime(100_000, ALLOWED);
    time.answered(110_000);
    time.answered(50_000);

    assertThat(time.unansweredMillis(50_000)).isEqualTo(7_000);
    assertThat(time.unansweredMillis(114_000)).isEqualTo(8_000);
  }

  @Property
  void neverBecomesLessNorMoreThanTheTimeItself(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 10_000) Integer> steps) {
    AnsweredTime time = new AnsweredTime(100_000, ALLOWED);
    long now = 100_000;
    long before = 0;
    boolean answers = false;
    for (int step : steps) {
      now += step;
      if (answers) {
        time.answered(now);
      }
      answers = !answers;
      long unanswered = time.unansweredMillis(now);
      assertThat(unanswered).isBetween(before, Math.max(0, now - 100_000));
      before = unanswered;
    }
  }
}
