// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.time.Duration;

/** Durations for people, in the largest unit that divides them. */
public final class DurationText {

  private DurationText() {}

  /** For a sentence, such as {@code 5 min}, {@code 90 s}, {@code 200 ms} or {@code 1 h}. */
  public static String of(Duration duration) {
    return text(duration, " ", "min");
  }

  /** As in a setting, such as {@code 5m}. */
  static String ofSetting(Duration duration) {
    return text(duration, "", "m");
  }

  private static String text(Duration duration, String space, String minutes) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + space + "ms";
    } else if (duration.toSecondsPart() != 0 || duration.isZero()) {
      return duration.toSeconds() + space + "s";
    } else if (duration.toMinutesPart() != 0) {
      return duration.toMinutes() + space + minutes;
    }
    return duration.toHoursPart() != 0
        ? duration.toHours() + space + "h"
        : duration.toDays() + space + "d";
  }
}
