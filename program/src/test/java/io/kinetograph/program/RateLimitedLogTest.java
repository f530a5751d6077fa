// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {

  private static final String LIMIT_REACHED =
      "no more dead letters are logged for up to a minute;"
          + " kinetograph.readings{result=\"invalid\"} counts them";

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> lines = new ArrayList<>();
  private final RateLimitedLog log =
      new RateLimitedLog(
          "dead letters", "kinetograph.readings{result=\"invalid\"}", 3, nanoTime::get, lines::add);

  @Test
  void fewDeadLettersAreAllLoggedWithTheirPlace() {
    log.add("dead letter t-0@17: field x is empty");
    log.add("dead letter t-0@18: field y is empty");

    assertThat(lines)
        .containsExactly(
            "dead letter t-0@17: field x is empty", "dead letter t-0@18: field y is empty");
  }

  @Test
  void theFirstOfAMinuteAreLoggedAndThatTheRestIsNot() {
    for (int i = 0; i < 1000; i++) {
      log.add("dead letter t-0@" + i + ": bad");
    }

    assertThat(lines)
        .containsExactly(
            "dead letter t-0@0: bad",
            "dead letter t-0@1: bad",
            "dead letter t-0@2: bad",
            LIMIT_REACHED);
  }

  @Test
  void theNextMinuteStartsWithHowManyWereNotLogged() {
    for (int i = 0; i < 1000; i++) {
      log.add("dead letter t-0@" + i + ": bad");
    }
    lines.clear();
    nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
    for (int i = 1000; i < 1005; i++) {
      log.add("dead letter t-0@" + i + ": bad");
    }
    assertThat(lines)
        .containsExactly(
            "997 more dead letters not logged",
            "dead letter t-0@1000: bad",
            "dead letter t-0@1001: bad",
            "dead letter t-0@1002: bad",
            LIMIT_REACHED);
  }
}
