// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WearablesTest {

  private static final long READING_MILLIS = 40;

  private final long startMillis = System.currentTimeMillis();

  @Test
  void latenessIsThatOfTheReadingsInTheTime() throws Exception {
    CountDownLatch published = new CountDownLatch(5);
    try (Wearables wearables =
        new Wearables(
            (wearers, startMicros) -> {
              published.countDown();
              if (startMicros == 1000 * (startMillis + READING_MILLIS)) {
                sleep(300);
              }
            },
            1000 * READING_MILLIS,
            startMillis,
            3)) {
      published.await();

      long dueMillis = startMillis + 2 * READING_MILLIS;
      assertThat(wearables.latenessMillis(dueMillis - 1, dueMillis)).isGreaterThanOrEqualTo(290);
      assertThat(wearables.latenessMillis(dueMillis - 1, dueMillis - 1)).isZero();
      wearables.check();
    }
  }

  @Test
  void readingsThatWaitAreLate() throws Exception {
    CountDownLatch published = new CountDownLatch(1);
    CountDownLatch checked = new CountDownLatch(1);
    try (Wearables wearables =
        new Wearables(
            (wearers, startMicros) -> {
              published.countDown();
              await(checked);
            },
            1000 * READING_MILLIS,
            startMillis,
            3)) {
      published.await();
      sleep(200);

      assertThat(wearables.latenessMillis(startMillis, startMillis + READING_MILLIS))
          .isGreaterThanOrEqualTo(190);
      checked.countDown();
    }
  }

  @Test
  void failureIsThrownWhereTheRunIsChecked() throws Exception {
    CountDownLatch published = new CountDownLatch(1);
    Wearables wearables =
        new Wearables(
            (wearers, startMicros) -> {
              published.countDown();
              throw new IllegalArgumentException("no broker");
            },
            1000 * READING_MILLIS,
            startMillis,
            3);
    published.await();
    wearables.close();

    assertThatIllegalStateException()
        .isThrownBy(wearables::check)
        .withMessageContaining("no broker")
        .withCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numberOfWearersChangesAtTheTime() {
    try (Wearables wearables =
        new Wearables((wearers, startMicros) -> {}, 1000 * READING_MILLIS, startMillis, 3)) {
      wearables.change(startMillis + 5_000, 7);

      assertThat(wearables.at(1000 * startMillis - 1000)).isZero();
      assertThat(wearables.at(1000 * startMillis)).isEqualTo(3);
      assertThat(wearables.at(1000 * (startMillis + 4_999))).isEqualTo(3);
      assertThat(wearables.at(1000 * (startMillis + 5_000))).isEqualTo(7);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
