// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@code startedAt} looks like that cannot be meant: another unit of time, another
 * base, or local time. It says nothing if the value supports nothing.
 */
final class TimeHint {

  /** Until 2000 in nanoseconds since the device started is 10.9 days. */
  private static final long YEAR_2000_MICROS = 946_684_800_000_000L;

  private static final long MINUTE_MICROS = 60_000_000L;
  private static final long DAY_MICROS = 24 * 60 * MINUTE_MICROS;
  private static final long YEAR_MICROS = 365 * DAY_MICROS;

  /** Time zones differ by multiples of it, nearly all. */
  private static final long ZONE_MICROS = 30 * MINUTE_MICROS;

  private static final long MAX_ZONE_MICROS = 14 * 60 * MINUTE_MICROS;

  /**
   * A way to write an instant as a whole number.
   *
   * @param text for people, after "looks like"
   * @param multiply with this, and then
   * @param divide by this, and then
   * @param addSeconds add this, to get microseconds since 1970
   */
  private record Way(String text, long multiply, long divide, long addSeconds) {

    /** Microseconds since 1970, or {@link Long#MIN_VALUE} if they are far from today. */
    long micros(long value) {
      if (value > Long.MAX_VALUE / multiply) {
        return Long.MIN_VALUE;
      }
      return value * multiply / divide + addSeconds * 1_000_000;
    }
  }

  private static final List<Way> UNITS =
      List.of(
          new Way("seconds, not microseconds", 1_000_000, 1, 0),
          new Way("milliseconds, not microseconds", 1_000, 1, 0),
          new Way("nanoseconds, not microseconds", 1, 1_000, 0),
          new Way("units of 100 nanoseconds, not microseconds", 1, 10, 0));

  private static final List<Way> BASES =
      List.of(
          new Way(
              "seconds since 2001 (Apple), not microseconds since 1970",
              1_000_000,
              1,
              978_307_200L),
          new Way(
              "milliseconds since 2001 (Apple), not microseconds since 1970",
              1_000,
              1,
              978_307_200L),
          new Way(
              "nanoseconds since 2001 (Apple), not microseconds since 1970",
              1,
              1_000,
              978_307_200L),
          new Way(
              "seconds since 1989-12-31 (Garmin), not microseconds since 1970",
              1_000_000,
              1,
              631_065_600L),
          new Way(
              "milliseconds since 1989-12-31 (Garmin), not microseconds since 1970",
              1_000,
              1,
              631_065_600L),
          new Way(
              "seconds since 1980 (GPS), not microseconds since 1970", 1_000_000, 1, 315_964_800L),
          new Way(
              "milliseconds since 1980 (GPS), not microseconds since 1970", 1_000, 1, 315_964_800L),
          new Way(
              "seconds since 1900 (NTP), not microseconds since 1970",
              1_000_000,
              1,
              -2_208_988_800L),
          new Way("microseconds since 2001 (Apple), not since 1970", 1, 1, 978_307_200L),
          new Way("microseconds since 1900 (NTP), not since 1970", 1, 1, -2_208_988_800L),
          new Way("microseconds since 1601, not since 1970", 1, 1, -11_644_473_600L),
          new Way("Windows file time (100 ns since 1601)", 1, 10, -11_644_473_600L),
          new Way(".NET ticks (100 ns since the year 1)", 1, 10, -62_135_596_800L));

  private TimeHint() {}

  /**
   * What a time before the earliest one, or ahead of the clock, looks like.
   *
   * @param value of the field
   * @param nowMicros the clock, in microseconds since 1970
   * @return a text after "looks like", or null
   */
  static @Nullable String of(long value, long nowMicros) {
    if (value == 0) {
      return "a clock that was never set";
    } else if (value < 0) {
      return null;
    }
    Way unit = recent(UNITS, value, nowMicros);
    if (unit != null) {
      return unit.text();
    }
    Way base = recent(BASES, value, nowMicros);
    if (base != null && base.multiply() == 1) {
      return base.text();
    }
    // A small number has several meanings.
    StringJoiner hints = new StringJoiner(", or like ");
    if (base != null) {
      hints.add(base.text());
    }
    String old = oldRecording(value, nowMicros);
    if (old != null) {
      hints.add(old);
    }
    String sinceStart = sinceStart(value);
    if (sinceStart != null) {
      hints.add(sinceStart);
    }
    return hints.length() == 0 ? localTime(value - nowMicros) : hints.toString();
  }

  /** The first way to read a value as a time of the last year. */
  private static @Nullable Way recent(List<Way> ways, long value, long nowMicros) {
    for (Way way : ways) {
      if (isBetween(way.micros(value), nowMicros - YEAR_MICROS, nowMicros + DAY_MICROS)) {
        return way;
      }
    }
    return null;
  }

  private static @Nullable String oldRecording(long value, long nowMicros) {
    for (Way way : UNITS) {
      if (isBetween(way.micros(value), YEAR_2000_MICROS, nowMicros)) {
        return way.text();
      }
    }
    return null;
  }

  private static @Nullable String sinceStart(long value) {
    if (value < YEAR_MICROS) {
      return "time since the device started, not since 1970";
    } else if (value < YEAR_2000_MICROS) {
      return "nanoseconds since the device started, or a clock that was never set";
    }
    return null;
  }

  private static @Nullable String localTime(long aheadMicros) {
    // The record may have been under way for a while.
    long zones = Math.floorDiv(aheadMicros + 3 * MINUTE_MICROS, ZONE_MICROS);
    boolean isNear = aheadMicros - zones * ZONE_MICROS <= MINUTE_MICROS;
    if (!isNear || zones < 2 || aheadMicros > MAX_ZONE_MICROS + MINUTE_MICROS) {
      return null;
    }
    return "local time, not UTC (ahead by " + zones / 2 + (zones % 2 == 0 ? ":00 h)" : ":30 h)");
  }

  private static boolean isBetween(long micros, long least, long most) {
    return micros >= least && micros <= most;
  }
}
