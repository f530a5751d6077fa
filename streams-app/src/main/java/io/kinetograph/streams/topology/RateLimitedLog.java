// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs dead letters, but only a limited number a minute: a broken wearable sends many, and {@code
 * kinetograph.readings{result="invalid"}} counts them all. Thread-safe.
 */
final class RateLimitedLog {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitedLog.class);
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int maxPerMinute;
  private final LongSupplier nanoClock;
  private final Consumer<String> lines;
  private long minuteStartNanos;
  private long logged;
  private long suppressed;

  RateLimitedLog(int maxPerMinute) {
    this(maxPerMinute, System::nanoTime, LOG::warn);
  }

  RateLimitedLog(int maxPerMinute, LongSupplier nanoClock, Consumer<String> lines) {
    this.maxPerMinute = maxPerMinute;
    this.nanoClock = nanoClock;
    this.lines = lines;
    this.minuteStartNanos = nanoClock.getAsLong();
  }

  /**
   * Logs a dead letter, or counts it as suppressed.
   *
   * @param place topic-partition@offset
   * @param reason why the record is invalid, in a sentence
   */
  synchronized void add(String place, String reason) {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - minuteStartNanos >= MINUTE_NANOS) {
      if (suppressed > 0) {
        lines.accept(suppressed + " more dead letters not logged");
      }
      minuteStartNanos = nowNanos;
      logged = 0;
      suppressed = 0;
    }
    if (logged == maxPerMinute) {
      suppressed++;
      return;
    }
    logged++;
    lines.accept("dead letter " + place + ": " + reason);
    if (logged == maxPerMinute) {
      lines.accept(
          "no more dead letters are logged for up to a minute;"
              + " kinetograph.readings{result=\"invalid\"} counts them");
    }
  }
}
