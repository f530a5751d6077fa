// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The body units of wearers: which are worn, and how wrong their clocks are. The same seed gives
 * the same units.
 *
 * @param missing fraction of the units that never send, from 0 to below 1
 * @param skew the largest error of a unit's clock at the start, at most a day; errors are evenly
 *     distributed around 0
 * @param driftPpm the largest drift of a unit's clock in microseconds per second; drifts are evenly
 *     distributed around 0
 */
public record UnitClocks(double missing, Duration skew, double driftPpm) {

  private static final Duration LARGEST_SKEW = Duration.ofDays(1);

  /** All are worn, and have the right time. */
  public static final UnitClocks PERFECT = new UnitClocks(0, Duration.ZERO, 0);

  private static final double HIGHEST_DRIFT_PPM = 100_000;

  /** One body unit of one wearer. */
  record UnitClock(boolean isWorn, long skewMicros, double driftPpm) {

    /**
     * The time that the unit's clock shows.
     *
     * @param micros the right time, in microseconds since the epoch
     * @param startMicros when the simulation started, in microseconds since the epoch
     */
    long shown(long micros, long startMicros) {
      return micros + skewMicros + Math.round((micros - startMicros) * driftPpm / 1e6);
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public UnitClocks {
    if (!(missing >= 0 && missing < 1)) {
      throw new IllegalArgumentException(
          "missing-units %s is not at least 0 and below 1".formatted(missing));
    }
    if (skew.isNegative() || skew.compareTo(LARGEST_SKEW) > 0) {
      throw new IllegalArgumentException(
          "clock-skew %s ms is not in the range from 0s to 24h".formatted(skew.toMillis()));
    }
    if (!(driftPpm >= 0 && driftPpm <= HIGHEST_DRIFT_PPM)) {
      throw new IllegalArgumentException(
          "clock-drift %s is not from 0 to 100000".formatted(driftPpm));
    }
  }

  /**
   * Units, one after the other.
   *
   * @param count how many
   * @param seed of what they are like
   */
  UnitClock[] units(int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed).split();
    long largestMicros = skew.toNanos() / 1000;
    UnitClock[] units = new UnitClock[count];
    for (int i = 0; i < count; i++) {
      units[i] =
          new UnitClock(
              random.nextDouble() >= missing,
              largestMicros == 0 ? 0 : random.nextLong(-largestMicros, largestMicros + 1),
              driftPpm == 0 ? 0 : random.nextDouble(-driftPpm, driftPpm));
    }
    return units;
  }
}
