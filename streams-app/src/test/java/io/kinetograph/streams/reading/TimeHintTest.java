// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

class TimeHintTest {

  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long NOW = micros("2026-11-28T12:00:00Z");

  private static final String SECONDS = "seconds, not microseconds";
  private static final String MILLISECONDS = "milliseconds, not microseconds";
  private static final String NANOSECONDS = "nanoseconds, not microseconds";
  private static final String SINCE_START = "time since the device started, not since 1970";
  private static final String NANOSECONDS_SINCE_START =
      "nanoseconds since the device started, or a clock that was never set";

  @Property
  void otherUnitsOfRecentTimesAreRecognized(
      @ForAll @LongRange(max = 364) long daysAgo, @ForAll @LongRange(max = 86_399) long seconds) {
    long micros = NOW - daysAgo * DAY - seconds * SECOND;

    assertThat(hint(micros / SECOND)).as("also a truncated number").isEqualTo(SECONDS);
    assertThat(hint(micros / 1000)).isEqualTo(MILLISECONDS);
    assertThat(hint(micros * 1000)).isEqualTo(NANOSECONDS);
    assertThat(hint(micros * 10)).isEqualTo("units of 100 nanoseconds, not microseconds");
  }

  @Property
  void otherUnitsOfOldTimesMayAlsoBeTimeSinceTheStart(
      @ForAll @LongRange(min = 366, max = 9_000) long daysAgo) {
    long micros = NOW - daysAgo * DAY;

    // The time of today since 1989-12-31 or 1980 is another of years ago since 1970.
    assertThat(hint(micros / SECOND)).endsWith(SECONDS + ", or like " + SINCE_START);
    assertThat(hint(micros / 1000)).endsWith(MILLISECONDS + ", or like " + SINCE_START);
    assertThat(hint(micros * 1000)).isEqualTo(NANOSECONDS);
  }

  @Property
  void timeSinceTheStartIsRecognized(@ForAll @LongRange(min = 20, max = 900_000) long seconds) {
    boolean isMillisecondsToo = seconds >= 946_684 && seconds <= NOW / SECOND / 1000;
    boolean isSecondsToo = seconds >= 946 && seconds <= NOW / SECOND / 1_000_000;

    if (!isMillisecondsToo && !isSecondsToo) {
      assertThat(hint(seconds * SECOND + 17)).endsWith(SINCE_START);
    }
    boolean isSince2001Too = seconds >= 780_000 && seconds <= 820_000;
    if (seconds * 1_000 * SECOND > 366 * DAY && !isSince2001Too) {
      assertThat(hint(seconds * 1_000 * SECOND)).isEqualTo(NANOSECONDS_SINCE_START);
    }
  }

  @Example
  void otherBasesAreRecognized() {
    long unix = NOW - 3 * SECOND;
    assertThat(hint(unix - micros("2001-01-01T00:00:00Z")))
        .isEqualTo("microseconds since 2001 (Apple), not since 1970");
    assertThat(hint(unix - micros("1900-01-01T00:00:00Z")))
        .isEqualTo("microseconds since 1900 (NTP), not since 1970");
    assertThat(hint(unix - micros("1601-01-01T00:00:00Z")))
        .isEqualTo("microseconds since 1601, not since 1970");
    assertThat(hint(10 * (unix - micros("1601-01-01T00:00:00Z"))))
        .isEqualTo("Windows file time (100 ns since 1601)");
    assertThat(hint(10 * (unix - micros("0001-01-01T00:00:00Z"))))
        .isEqualTo(".NET ticks (100 ns since the year 1)");
    assertThat(hint(0)).isEqualTo("a clock that was never set");
  }

  /** What wearables count: Apple's since 2001, Garmin's since 1989-12-31, GPS since 1980. */
  @Example
  void otherBasesInOtherUnitsAreRecognized() {
    long unix = NOW - 3 * SECOND;
    String notMicros = ", not microseconds since 1970";
    String orSinceStart = notMicros + ", or like " + SINCE_START;
    long apple = unix - micros("2001-01-01T00:00:00Z");
    assertThat(hint(apple / SECOND)).isEqualTo("seconds since 2001 (Apple)" + orSinceStart);
    assertThat(hint(apple / 1000)).isEqualTo("milliseconds since 2001 (Apple)" + orSinceStart);
    assertThat(hint(apple * 1000)).isEqualTo("nanoseconds since 2001 (Apple)" + notMicros);
    long garmin = unix - micros("1989-12-31T00:00:00Z");
    assertThat(hint(garmin / SECOND))
        .startsWith("seconds since 1989-12-31 (Garmin)" + notMicros + ", or like ");
    assertThat(hint(garmin / 1000))
        .startsWith("milliseconds since 1989-12-31 (Garmin)" + notMicros + ", or like ");
    long gps = unix - micros("1980-01-06T00:00:00Z");
    assertThat(hint(gps / SECOND))
        .startsWith("seconds since 1980 (GPS)" + notMicros + ", or like ");
    assertThat(hint(gps / 1000))
        .startsWith("milliseconds since 1980 (GPS)" + notMicros + ", or like ");
    assertThat(hint((unix - micros("1900-01-01T00:00:00Z")) / SECOND))
        .isEqualTo("seconds since 1900 (NTP)" + orSinceStart);
  }

  @Example
  void localTimeIsRecognizedIfItIsAheadByATimeZone() {
    assertThat(hint(NOW + 8 * 3600 * SECOND - 2 * SECOND))
        .isEqualTo("local time, not UTC (ahead by 8:00 h)");
    assertThat(hint(NOW + 7200 * SECOND - 170 * SECOND))
        .as("under way for minutes")
        .isEqualTo("local time, not UTC (ahead by 2:00 h)");
    assertThat(hint(NOW + 19_800 * SECOND)).isEqualTo("local time, not UTC (ahead by 5:30 h)");
    assertThat(hint(NOW + 600 * SECOND)).isNull();
    assertThat(hint(NOW + 8 * 3600 * SECOND + 600 * SECOND)).isNull();
    assertThat(hint(NOW + 20 * 3600 * SECOND)).isNull();
  }

  /** Nothing is said about values that support nothing. */
  @Property
  void aValueThatLooksLikeNothingGetsNoHint(@ForAll @LongRange(min = 2, max = 60) long years) {
    assertThat(hint(-years)).isNull();
    assertThat(hint(NOW + years * 366 * DAY)).isNull();
    assertThat(hint(Long.MAX_VALUE - years)).isNull();
    assertThat(hint(Long.MIN_VALUE + years)).isNull();
  }

  private static @Nullable String hint(long value) {
    return TimeHint.of(value, NOW);
  }

  private static long micros(String instant) {
    return Instant.parse(instant).getEpochSecond() * SECOND;
  }
}
