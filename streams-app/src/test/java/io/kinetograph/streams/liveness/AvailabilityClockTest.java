// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

class AvailabilityClockTest {

  private static final Duration STEP = Duration.ofSeconds(3);

  /** {@link System#nanoTime} may be below 0. */
  private long now = -Duration.ofSeconds(5).toNanos();

  private AvailabilityClock clock = new AvailabilityClock(now, STEP);

  @BeforeTry
  void start() {
    clock = new AvailabilityClock(now, STEP);
  }

  @Example
  void runsWhileAnswersCome() {
    run(60, () -> clock.answered(now, 7));

    assertThat(millis()).isEqualTo(60_000);
  }

  @Example
  void runsWhileTheLeaderRejectsAnOffset() {
    run(60, () -> clock.rejected(now));

    assertThat(millis()).isEqualTo(60_000);
  }

  @Example
  void standsOnceAnAnswerIsOlderThanAStep() {
    run(10, () -> clock.answered(now, 7));
    run(60, () -> {});
    assertThat(millis()).isBetween(12_000L, 13_000L);

    long before = millis();
    run(10, () -> clock.answered(now, 7));
    assertThat(millis() - before).isBetween(9_000L, 10_000L);
  }

  @Example
  void standsWhileNoOneAdvancesIt() {
    run(10, () -> clock.answered(now, 7));
    now += Duration.ofHours(1).toNanos();
    clock.answered(now, 7);

    assertThat(millis()).isEqualTo(13_000);
  }

  @Example
  void standsWhileTheLeaderHasUnreadRecords() {
    clock.answered(now, 7);
    clock.read(now, 6);
    clock.answered(now, 9);
    run(30, () -> clock.answered(now, 9));
    assertThat(millis()).isZero();

    clock.read(now, 7);
    run(10, () -> clock.answered(now, 9));
    assertThat(millis()).as("one of two is read").isZero();

    clock.read(now, 8);
    run(10, () -> clock.answered(now, 9));
    assertThat(millis()).isEqualTo(10_000);
  }

  @Example
  void standsWhileRecordsArriveAndNoneIsRead() {
    clock.answered(now, 7);
    run(10, () -> clock.answered(now, 7));
    assertThat(millis()).as("older records may be read").isEqualTo(10_000);
    clock.answered(now, 8);
    run(30, () -> clock.answered(now, 8));

    assertThat(millis()).isEqualTo(10_000);
  }

  @Example
  void takesOffsetsThatAreNeverReadForTransactionMarkersAfterAWhile() {
    clock.answered(now, 7);
    clock.read(now, 6);
    long seconds = AvailabilityClock.MAX_BEHIND.toSeconds();
    run((int) seconds, () -> clock.answered(now, 8));
    assertThat(millis()).isLessThanOrEqualTo(1_000);

    run(20, () -> clock.answered(now, 8));
    assertThat(millis()).isBetween(19_000L, 21_000L);
  }

  @Example
  void runsWhileATransactionMarkerFollowsEachRecord() {
    for (int record = 0; record < 24; record += 2) {
      clock.read(now, record);
      long newest = record + 2L;
      run(5, () -> clock.answered(now, newest));
    }
    clock.read(now, 24);

    assertThat(millis()).isEqualTo(60_000);
  }

  @Example
  void countsTheTimeUntilRecordsArriveAndNotTheTimeTheyWait() {
    clock.read(now, 6);
    run(10, () -> clock.answered(now, 8));
    run(20, () -> clock.answered(now, 11));
    clock.read(now, 8);

    assertThat(millis()).isBetween(9_500L, 10_500L);
  }

  @Example
  void standsWhileRecordsWaitAfterAStart() {
    clock.startAt(5);
    run(30, () -> clock.answered(now, 7));
    assertThat(millis()).isLessThanOrEqualTo(1_000);

    clock.read(now, 5);
    clock.read(now, 6);
    run(10, () -> clock.answered(now, 7));
    assertThat(millis()).isBetween(10_000L, 11_000L);
  }

  @Example
  void runsAfterAStartWithoutAnOffset() {
    clock.startAt(-1);
    run(30, () -> clock.answered(now, 7));

    assertThat(millis()).isEqualTo(30_000);
  }

  @Example
  void aRecordReadBeforeItsOffsetIsReportedIsNotUnread() {
    clock.answered(now, 7);
    clock.read(now, 7);
    run(10, () -> clock.answered(now, 7));
    run(10, () -> clock.answered(now, 8));

    assertThat(millis()).isEqualTo(20_000);
  }

  @Property(tries = 200)
  void neverGoesBackAndNeverRunsFasterThanRealTime(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 10_000) Integer> steps) {
    long began = now;
    long before = 0;
    for (int step : steps) {
      now += Duration.ofMillis(step).toNanos();
      switch (step % 4) {
        case 0 -> clock.answered(now, step / 4);
        case 1 -> clock.read(now, step / 4);
        case 2 -> clock.rejected(now);
        default -> {}
      }
      long millis = millis();
      assertThat(millis).isBetween(before, Duration.ofNanos(now - began).toMillis());
      before = millis;
    }
  }

  private void run(int seconds, Runnable eachSecond) {
    for (int half = 0; half < 2 * seconds; half++) {
      now += Duration.ofMillis(500).toNanos();
      if (half % 2 == 1) {
        eachSecond.run();
      }
      millis();
    }
  }

  private long millis() {
    clock.advance(now);
    return clock.millis();
  }
}
