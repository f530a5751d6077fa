// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs lines of one kind, but only a limited number a minute: a broken wearable or a wrong topic
 * causes many, and a metric counts what they are about. Thread-safe.
 */
public final class RateLimitedLog {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitedLog.class);
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final String kind;
  private final String metric;
  private final int maxPerMinute;
  private final LongSupplier nanoClock;
  private final Consumer<String> lines;
  private long minuteStartNanos;
  private long logged;
  private long suppressed;

  /**
   * Creates a log that warns.
   *
   * @param kind what the lines are about, in the plural
   * @param metric counts them all
   * @param maxPerMinute the most lines of a minute
   */
  public RateLimitedLog(String kind, String metric, int maxPerMinute) {
    this(kind, metric, maxPerMinute, System::nanoTime, LOG::warn);
  }

  RateLimitedLog(
      String kind,
      String metric,
      int maxPerMinute,
      LongSupplier nanoClock,
      Consumer<String> lines) {
    this.kind = kind;
    this.metric = metric;
    this.maxPerMinute = maxPerMinute;
    this.nanoClock = nanoClock;
    this.lines = lines;
    this.minuteStartNanos = nanoClock.getAsLong();
  }

  /** Logs a line, or counts it as suppressed. */
  public synchronized void add(String line) {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - minuteStartNanos >= MINUTE_NANOS) {
      if (suppressed > 0) {
        lines.accept(suppressed + " more " + kind + " not logged");
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
    lines.accept(line);
    if (logged == maxPerMinute) {
      lines.accept(
          "no more " + kind + " are logged for up to a minute; " + metric + " counts them");
    }
  }
}
