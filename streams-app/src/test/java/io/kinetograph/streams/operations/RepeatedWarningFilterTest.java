// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatedWarningFilterTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LoggerContext loggers = new LoggerContext();
  private final RepeatedWarningFilter filter = new RepeatedWarningFilter(nanos::get);

  RepeatedWarningFilterTest() {
    filter.setLoggerName("noisy");
  }

  @Test
  void eachMessagePassesOnceAMinute() {
    assertThat(decide("noisy", Level.WARN, "broker 1")).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("noisy", Level.WARN, "broker 1")).isEqualTo(FilterReply.DENY);
    assertThat(decide("noisy", Level.WARN, "broker 2")).isEqualTo(FilterReply.NEUTRAL);

    nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(decide("noisy", Level.WARN, "broker 1")).isEqualTo(FilterReply.DENY);
    nanos.incrementAndGet();
    assertThat(decide("noisy", Level.WARN, "broker 1")).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("noisy", Level.WARN, "broker 1")).isEqualTo(FilterReply.DENY);
  }

  @Test
  void otherLevelsLoggersAndQuestionsPassAlways() {
    for (int i = 0; i < 2; i++) {
      assertThat(decide("noisy", Level.ERROR, "broker 1")).isEqualTo(FilterReply.NEUTRAL);
      assertThat(decide("other", Level.WARN, "broker 1")).isEqualTo(FilterReply.NEUTRAL);
      assertThat(decide("noisy", Level.WARN, null)).isEqualTo(FilterReply.NEUTRAL);
    }
  }

  private FilterReply decide(String logger, Level level, @Nullable String message) {
    return filter.decide(null, loggers.getLogger(logger), level, message, null, null);
  }
}
