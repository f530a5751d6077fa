// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import org.jspecify.annotations.Nullable;

/** Rejects readings whose sample period is out of range, and says what it looks like. */
final class PeriodCheck {

  /** The shortest sample period, in microseconds: 1 kHz. */
  private static final int MIN_MICROS = 1_000;

  /** The longest sample period, in microseconds: 10 Hz. */
  private static final int MAX_MICROS = 100_000;

  private static final int MICROS_PER_SECOND = 1_000_000;

  private PeriodCheck() {}

  static void check(Reading reading) {
    int period = reading.periodMicros;
    if (isValid(period)) {
      return;
    }
    String hint = hint(period);
    String message =
        period + " is not from " + MIN_MICROS + " (1 kHz) to " + MAX_MICROS + " (10 Hz)";
    throw new InvalidReadingException(
        "samplePeriodMicros",
        hint == null ? message : message + "; the value looks like " + hint + ", not microseconds",
        hint == null ? null : Suspicion.PERIOD,
        reading.unit);
  }

  /** The unit that a value out of range may have, or null. */
  private static @Nullable String hint(int value) {
    if (value <= 0) {
      return null;
    }
    boolean isMillis = isValid(1000L * value);
    boolean isRate = isValid(MICROS_PER_SECOND / value);
    if (isMillis || isRate) {
      return isMillis && isRate
          ? "milliseconds or a rate in Hz"
          : isMillis ? "milliseconds" : "a rate in Hz";
    }
    return isValid(value / 1000) ? "nanoseconds" : null;
  }

  private static boolean isValid(long micros) {
    return micros >= MIN_MICROS && micros <= MAX_MICROS;
  }
}
