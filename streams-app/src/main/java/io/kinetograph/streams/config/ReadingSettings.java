package io.kinetograph.streams.config;

import java.time.Duration;

/**
 * What a reading may hold.
 *
 * @param maxClockSkew how far ahead of the broker's clock a reading may end
 * @param maxAcceleration the largest magnitude along an axis, in m/s^2
 */
public record ReadingSettings(Duration maxClockSkew, float maxAcceleration) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if the skew is negative or the acceleration not above 0
   */
  public ReadingSettings {
    if (maxClockSkew.isNegative()) {
      throw new IllegalArgumentException("max-clock-skew " + maxClockSkew + " is negative");
    }
    if (!(maxAcceleration > 0)) {
      throw new IllegalArgumentException("max-acceleration " + maxAcceleration + " is not above 0");
    }
  }
}
