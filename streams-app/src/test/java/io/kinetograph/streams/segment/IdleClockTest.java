package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleClockTest {

  private long unanswered;

  private final IdleClock clock = new IdleClock(10_000, millis -> millis - unanswered);

  @Test
  void runsWithTheWallClockWhileNoRecordComes() {
    assertThat(clock.millis(14_000)).isEqualTo(14_000);
    assertThat(clock.ranMillis(14_000)).isEqualTo(4_000);
    clock.record(5_000, 20_000);
    assertThat(clock.millis(20_000)).isEqualTo(5_000);
    assertThat(clock.millis(23_000)).isEqualTo(8_000);
  }

  @Test
  void standsWhileTheBrokerDoesNotAnswer() {
    clock.record(10_000, 10_000);
    unanswered = 60_000;
    assertThat(clock.millis(71_000)).isEqualTo(11_000);
    assertThat(clock.ranMillis(71_000)).isEqualTo(1_000);
    assertThat(clock.millis(75_000)).isEqualTo(15_000);
  }

  @Test
  void countsFromALaterRecordOnlyTheOutagesAfterIt() {
    unanswered = 60_000;
    clock.record(80_000, 80_000);
    assertThat(clock.millis(85_000)).isEqualTo(85_000);
    unanswered = 63_000;
    assertThat(clock.millis(85_000)).isEqualTo(82_000);
  }

  @Test
  void neverRunsAheadOfTheWallClockNorBackByARecord() {
    clock.record(99_000, 20_000);
    assertThat(clock.millis(20_000)).isEqualTo(20_000);
    clock.record(3_000, 21_000);
    assertThat(clock.millis(21_000)).isEqualTo(20_000);
    clock.record(-1, 22_000);
    assertThat(clock.millis(22_000)).isEqualTo(22_000);
  }
}
