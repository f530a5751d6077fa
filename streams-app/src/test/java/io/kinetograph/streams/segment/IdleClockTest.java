// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleClockTest {

  private long wallMillis = 10_000;
  private long unavailableMillis;
  private final IdleClock clock =
      new IdleClock(wallMillis, () -> wallMillis - unavailableMillis, Duration.ofSeconds(10));

  @Test
  void runsWithTheWallClockWhileNoRecordArrives() {
    assertThat(millisAt(14_000)).isEqualTo(14_000);
    assertThat(availableMillisAt(14_000)).isEqualTo(4_000);
    recordRead(5_000, 20_000);
    assertThat(millisAt(20_000)).isEqualTo(5_000);
    assertThat(millisAt(23_000)).isEqualTo(8_000);
  }

  @Test
  void stopsWhileTheBrokerDoesNotAnswer() {
    recordRead(10_000, 10_000);
    unavailableMillis = 60_000;
    assertThat(millisAt(71_000)).isEqualTo(11_000);
    assertThat(availableMillisAt(71_000)).isEqualTo(1_000);
    assertThat(millisAt(75_000)).isEqualTo(15_000);
  }

  @Test
  void countsOnlyTheOutagesAfterTheNewestRecord() {
    unavailableMillis = 60_000;
    recordRead(80_000, 80_000);
    assertThat(millisAt(85_000)).isEqualTo(85_000);
    unavailableMillis = 63_000;
    assertThat(millisAt(85_000)).isEqualTo(82_000);
  }

  @Test
  void neitherRunsAheadOfTheWallClockNorIsSetBackByAnOlderRecord() {
    recordRead(99_000, 20_000);
    assertThat(millisAt(20_000)).isEqualTo(20_000);
    recordRead(3_000, 21_000);
    assertThat(millisAt(21_000)).isEqualTo(21_000);
    recordRead(-1, 22_000);
    assertThat(millisAt(22_000)).isEqualTo(22_000);
  }

  @Test
  void continuesWhileTimestampsStandStill() {
    recordRead(5_000, 10_000);
    for (int second = 1; second <= 20; second++) {
      recordRead(5_000, 10_000 + second * 1_000L);
    }
    assertThat(clock.millis()).isEqualTo(25_000);
    assertThat(clock.idleMillis()).isEqualTo(20_000);
    recordRead(5_001, 30_000);
    assertThat(clock.millis()).as("the newest record waited in the topic").isEqualTo(5_001);
  }

  private long millisAt(long wallMillis) {
    this.wallMillis = wallMillis;
    return clock.millis();
  }

  private long availableMillisAt(long wallMillis) {
    this.wallMillis = wallMillis;
    return clock.availableMillis();
  }

  private void recordRead(long timestampMillis, long wallMillis) {
    this.wallMillis = wallMillis;
    clock.recordRead(timestampMillis, wallMillis);
  }

  @Test
  void oneRecordAdvancesTheIdleTimeOnlyALittle() {
    recordRead(1_000, 10_000);
    recordRead(1_050, 10_000);
    assertThat(clock.idleMillis()).isEqualTo(50);
    recordRead(9_000, 10_000);
    assertThat(clock.millis()).isEqualTo(9_000);
    assertThat(clock.idleMillis()).as("a hundredth of the timeout").isEqualTo(150);
    wallMillis = 15_000;
    assertThat(clock.idleMillis()).as("without a record").isEqualTo(5_150);
    recordRead(8_000, 15_000);
    assertThat(clock.idleMillis()).as("after a record that is older").isEqualTo(5_150);
    recordRead(9_060, 15_000);
    assertThat(clock.idleMillis()).as("the newest record waited in the topic").isEqualTo(210);
  }
}
