package io.kinetograph.streams.reading;

import java.time.Duration;

/**
 * What a reading may hold.
 *
 * @param maxClockSkew how far ahead of the broker's clock a reading may end
 * @param maxAcceleration the largest magnitude along an axis, in m/s^2
 */
public record ReadingLimits(Duration maxClockSkew, float maxAcceleration) {

  /** The shortest sample period, in microseconds: 1 kHz. */
  static final int MIN_PERIOD_MICROS = 1_000;

  /** The longest sample period, in microseconds: 10 Hz. */
  static final int MAX_PERIOD_MICROS = 100_000;

  /** The most samples of a reading. */
  static final int MAX_SAMPLES = 1024;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if the skew is negative or the acceleration not above 0
   */
  public ReadingLimits {
    if (maxClockSkew.isNegative()) {
      throw new IllegalArgumentException("max-clock-skew " + maxClockSkew + " is negative");
    }
    if (!(maxAcceleration > 0)) {
      throw new IllegalArgumentException("max-acceleration " + maxAcceleration + " is not above 0");
    }
  }
}
