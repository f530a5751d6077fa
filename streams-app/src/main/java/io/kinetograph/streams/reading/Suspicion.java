// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

/**
 * What readings look like that cannot be right, or hardly. The app counts it and guesses nothing.
 */
public enum Suspicion {
  /** {@code startedAt} in another unit of time, since another base, or local time. */
  TIME("time"),
  /** Readings that always arrive long after their time: the wearable's clock is behind. */
  BEHIND("behind"),
  /** {@code samplePeriodMicros} in another unit of time, or a rate. */
  PERIOD("period"),
  /** Acceleration in g. */
  G("g"),
  /** Acceleration in m/s^2, where the setting says g. */
  M_S2("m/s2"),
  /** Acceleration in thousandths of g, or in cm/s^2. */
  MILLI_G("milli-g"),
  /** Acceleration as the sensor's own numbers. */
  COUNTS("counts"),
  /** Acceleration without gravity. */
  NO_GRAVITY("no-gravity"),
  /** Acceleration in an unknown unit. */
  SCALE("scale"),
  /** Acceleration cut off at the sensor's range. */
  CLIPPED("clipped"),
  /** Readings of one unit for the same time, with different values. */
  OVERLAP("overlap"),
  /** Gaps of equal length between the readings of one unit. */
  GAPS("gaps");

  private final String tag;

  Suspicion(String tag) {
    this.tag = tag;
  }

  /** The value of the metrics' tag {@code kind}. */
  public String tag() {
    return tag;
  }
}
