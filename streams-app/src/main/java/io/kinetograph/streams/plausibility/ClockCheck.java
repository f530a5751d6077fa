// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.streams.reading.Suspicion;
import java.time.Duration;
import java.util.Locale;

/**
 * Judges the clock of one unit of a wearer by how long after their end its readings reach the
 * topic. Readings that were held back, for example while a wearable was offline, catch up. With a
 * clock that is behind, the smallest delay of each minute stays the same: a clock that starts in
 * 2000 when its battery was empty, local time west of Greenwich, a GPS receiver whose week number
 * has rolled over.
 */
final class ClockCheck {

  /** A shorter delay may be that of a gateway; the dashboard shows it. */
  static final Duration MIN_DELAY = Duration.ofMinutes(10);

  private static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();

  /** Readings that catch up, at more than 1.2 times their rate, gain more in a window. */
  private static final long TOLERANCE_MILLIS = Duration.ofSeconds(10).toMillis();

  /** So many windows in a row have the same delay. */
  private static final int MIN_ROW = 3;

  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** Time zones west of Greenwich differ by multiples of it. */
  private static final long ZONE_MILLIS = 30 * MINUTE_MILLIS;

  private static final long MAX_ZONE_MILLIS = 12 * 60 * MINUTE_MILLIS;

  /** The week number of GPS has 10 bits. */
  private static final long GPS_MILLIS = 1024 * 7 * DAY_MILLIS;

  private long windowMillis;
  private long smallestMillis;
  private long lastMillis = Long.MIN_VALUE;
  private int row;

  /**
   * Begins with a reading.
   *
   * @param recordMillis the timestamp of its record
   * @param delayMillis from the reading's end to this timestamp
   */
  ClockCheck(long recordMillis, long delayMillis) {
    windowMillis = recordMillis;
    smallestMillis = delayMillis;
  }

  /** Notes a further reading; known is a suspicion, and that all is well. */
  Finding read(long recordMillis, long delayMillis) {
    if (recordMillis - windowMillis < WINDOW_MILLIS) {
      smallestMillis = Math.min(smallestMillis, delayMillis);
      return Finding.UNKNOWN;
    }
    long last = lastMillis;
    long smallest = smallestMillis;
    windowMillis = recordMillis;
    smallestMillis = delayMillis;
    lastMillis = smallest;
    if (smallest < MIN_DELAY.toMillis()) {
      return Finding.FINE;
    }
    row = last != Long.MIN_VALUE && Math.abs(smallest - last) <= TOLERANCE_MILLIS ? row + 1 : 1;
    return row < MIN_ROW
        ? Finding.UNKNOWN
        : Finding.of(
            Suspicion.BEHIND,
            () ->
                "readings always arrive "
                    + text(smallest)
                    + " after their time: looks like "
                    + hint(smallest));
  }

  private static String hint(long delayMillis) {
    // The readings may have been under way for a while.
    long zones = Math.floorDiv(delayMillis + MINUTE_MILLIS, ZONE_MILLIS);
    boolean isNear = delayMillis - zones * ZONE_MILLIS <= 3 * MINUTE_MILLIS;
    if (isNear && zones >= 2 && delayMillis <= MAX_ZONE_MILLIS + 3 * MINUTE_MILLIS) {
      return "local time, not UTC";
    }
    long rollovers = Math.floorDiv(delayMillis + DAY_MILLIS, GPS_MILLIS);
    if (rollovers > 0 && delayMillis - rollovers * GPS_MILLIS <= DAY_MILLIS) {
      return "the date of a GPS receiver whose week number has rolled over (1024 weeks)";
    }
    return delayMillis > 30 * DAY_MILLIS
        ? "a clock that was not set after it had lost power"
        : "a clock that is behind";
  }

  private static String text(long delayMillis) {
    return delayMillis < 2 * DAY_MILLIS
        ? String.format(
            Locale.ROOT,
            "%d:%02d h",
            delayMillis / (60 * MINUTE_MILLIS),
            delayMillis / MINUTE_MILLIS % 60)
        : delayMillis / DAY_MILLIS + " days";
  }
}
