// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an instant of a record in JSON: text in ISO 8601, or a number of microseconds or
 * milliseconds since 1970. The years 2000 to 2200 in microseconds and in milliseconds are two
 * ranges far apart, so that a number in one of them has one meaning. All other numbers are refused.
 */
final class JsonTime {

  private static final long YEAR_2000_SECONDS = 946_684_800L;
  private static final long YEAR_2200_SECONDS = 7_258_118_400L;

  /** An instant has no more in microseconds, which is what the schemas count. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;

  /** Why a number is refused: the end of a sentence that begins with it. */
  static final String REFUSAL =
      ", neither microseconds nor milliseconds since 1970 for a time from 2000 to 2200; write such a"
          + " number, or text such as 2026-11-29T08:00:00.123Z";

  /** The name of a time zone after the offset (RFC 9557), as Java and JavaScript write it. */
  private static final Pattern ZONE = Pattern.compile("\\[[\\w/+-]{1,50}]$");

  private static final DateTimeFormatter OTHER_OFFSETS =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private JsonTime() {}

  /**
   * The instant of a text, or null if it is not one with an offset from UTC. Digits after the
   * microseconds are dropped, as by Avro's encoders, so that a reading has one time in both
   * formats.
   */
  static @Nullable Instant of(String text) {
    try {
      Instant instant = instant(text).truncatedTo(ChronoUnit.MICROS);
      return Math.abs(instant.getEpochSecond()) <= MAX_SECONDS ? instant : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * {@code Instant.parse} rejects offsets such as +0100 and names of time zones; the other parser
   * rejects 24:00. So both are tried.
   */
  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      String offset = ZONE.matcher(text).replaceFirst("");
      return OffsetDateTime.parse(offset, OTHER_OFFSETS).toInstant();
    }
  }

  /** The instant of a whole number, or null if it has more than one meaning or none. */
  static @Nullable Instant of(long number) {
    if (isIn((double) number, 1_000)) {
      return Instant.ofEpochMilli(number);
    }
    return isIn((double) number, 1_000_000) ? Instant.EPOCH.plus(number, ChronoUnit.MICROS) : null;
  }

  /** The same for a number with a fraction, to the microsecond. */
  static @Nullable Instant of(double number) {
    if (isIn(number, 1_000)) {
      return Instant.EPOCH.plus(Math.round(number * 1_000), ChronoUnit.MICROS);
    }
    return isIn(number, 1_000_000) ? of(Math.round(number)) : null;
  }

  private static boolean isIn(double number, double perSecond) {
    return number >= YEAR_2000_SECONDS * perSecond && number < YEAR_2200_SECONDS * perSecond;
  }
}
