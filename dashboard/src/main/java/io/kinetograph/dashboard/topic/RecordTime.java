// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import java.time.Instant;

/** The range of times in records: others overflow in milliseconds, or are no dates in a browser. */
public final class RecordTime {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private RecordTime() {}

  /**
   * Checks a time.
   *
   * @param name what it is, for the message
   * @throws IllegalArgumentException if it is not from year 1 to 9999
   */
  public static void check(String name, Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new IllegalArgumentException("%s %s is not from year 1 to 9999".formatted(name, time));
    }
  }

  /**
   * Checks a time, and returns it in milliseconds since the Unix epoch.
   *
   * @param name what it is, for the message
   * @throws IllegalArgumentException if it is not from year 1 to 9999
   */
  public static long millis(String name, Instant time) {
    check(name, time);
    return time.toEpochMilli();
  }
}
