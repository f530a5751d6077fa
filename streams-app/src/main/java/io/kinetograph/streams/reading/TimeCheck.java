// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.streams.config.DurationText;
import io.kinetograph.streams.config.ReadingSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rejects readings whose time cannot be meant: before the earliest time of the settings, or ahead
 * of the clock.
 */
final class TimeCheck {

  private static final String FIELD = "startedAt";

  /**
   * The year 2200. No clock will be there while the record is in its topic, so such a record need
   * not be remembered to be refused again.
   */
  private static final long NEVER_MICROS = 7_258_118_400_000_000L;

  private final Instant earliest;
  private final long earliestMicros;
  private final Duration maxClockSkew;
  private final long maxClockSkewMillis;

  TimeCheck(ReadingSettings limits) {
    this.earliest = limits.earliestTime();
    this.earliestMicros = ChronoUnit.MICROS.between(Instant.EPOCH, earliest);
    this.maxClockSkew = limits.maxClockSkew();
    this.maxClockSkewMillis = maxClockSkew.toMillis();
  }

  /** Rejects a reading that starts too early. */
  void checkEarliest(Reading reading, long clockMillis) {
    if (reading.startMicros < earliestMicros) {
      String hint = TimeHint.of(reading.startMicros, 1000 * clockMillis);
      String message = startedAt(reading) + " is before " + earliest + hint(reading, hint);
      throw new InvalidReadingException(FIELD, message, suspicion(hint), reading.unit);
    }
  }

  /** Rejects a reading that ends too far ahead of the broker's clock, or else of this machine's. */
  void checkLatest(Reading reading, OptionalLong brokerMillis, long wallMillis) {
    long clockMillis = brokerMillis.orElse(wallMillis);
    long startMicros = reading.startMicros;
    long latestMicros = Math.min(NEVER_MICROS, 1000 * (clockMillis + maxClockSkewMillis));
    // Also check the start by itself: the end of a reading near the largest time overflows.
    if (startMicros > latestMicros || reading.endMicros() > latestMicros) {
      String hint = TimeHint.of(startMicros, 1000 * clockMillis);
      String message =
          "%s is more than %s ahead of %s clock"
                  .formatted(
                      startedAt(reading),
                      DurationText.of(maxClockSkew),
                      brokerMillis.isPresent() ? "the broker's" : "this machine's")
              + hint(reading, hint);
      throw startMicros >= NEVER_MICROS
          ? new InvalidReadingException(FIELD, message, suspicion(hint), reading.unit)
          : InvalidReadingException.aheadOfClock(FIELD, message, suspicion(hint), reading.unit);
    }
  }

  /**
   * A reading in JSON whose time is a number that is no time.
   *
   * @param fault of the field, with the number
   */
  static InvalidReadingException notATime(
      String field, String fault, double number, long clockMillis) {
    String hint = TimeHint.of((long) number, 1000 * clockMillis);
    String message = hint == null ? fault : fault + "; the value looks like " + hint;
    return new InvalidReadingException(field, message, suspicion(hint), null);
  }

  private static String hint(Reading reading, @Nullable String hint) {
    return hint == null ? "" : "; the value " + reading.startMicros + " looks like " + hint;
  }

  private static @Nullable Suspicion suspicion(@Nullable String hint) {
    return hint == null ? null : Suspicion.TIME;
  }

  private static Instant startedAt(Reading reading) {
    long micros = reading.startMicros;
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), 1_000L * Math.floorMod(micros, 1_000_000L));
  }
}
