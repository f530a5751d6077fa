// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static java.util.Objects.requireNonNullElse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets each warning of one logger pass once a minute. Kafka's clients warn about a broker that
 * cannot be reached at every attempt, once a second for each client.
 *
 * <p>The configuration of Logback names this class and sets the logger. Thread-safe.
 */
public final class RepeatedWarningFilter extends TurboFilter {

  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  /** Enough for the brokers and clients of a process. */
  private static final int MAX_MESSAGES = 1_000;

  private final LongSupplier nanoClock;
  private final Map<String, Long> passedAtNanos =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_MESSAGES;
        }
      };
  private String loggerName = "";

  /** Called by Logback. */
  public RepeatedWarningFilter() {
    this(System::nanoTime);
  }

  RepeatedWarningFilter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Sets the logger whose warnings are limited.
   *
   * @param name of the logger, not of its parents
   */
  public void setLoggerName(String name) {
    loggerName = name;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    // Without a message it is the question whether the level is enabled.
    if (format == null || level != Level.WARN || !logger.getName().equals(loggerName)) {
      return FilterReply.NEUTRAL;
    }
    // Kafka's messages are complete: they contain the client and the broker.
    return passes(format) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private synchronized boolean passes(String message) {
    long nowNanos = nanoClock.getAsLong();
    long passedNanos = requireNonNullElse(passedAtNanos.get(message), nowNanos - INTERVAL_NANOS);
    if (nowNanos - passedNanos < INTERVAL_NANOS) {
      return false;
    }
    passedAtNanos.put(message, nowNanos);
    return true;
  }
}
