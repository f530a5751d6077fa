// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.streams.config.AccelerationUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which unit of acceleration readings look like that are not in the expected one.
 *
 * @param suspicion the unit
 * @param text the same for people, after "looks like"
 */
public record LikelyUnit(Suspicion suspicion, String text) {

  private static final LikelyUnit G = new LikelyUnit(Suspicion.G, "g (1 at rest)");
  private static final LikelyUnit M_S2 = new LikelyUnit(Suspicion.M_S2, "m/s^2 (9.81 at rest)");
  private static final LikelyUnit MILLI_G =
      new LikelyUnit(Suspicion.MILLI_G, "milli-g (1000 at rest) or cm/s^2 (981 at rest)");
  private static final LikelyUnit COUNTS =
      new LikelyUnit(Suspicion.COUNTS, "the sensor's own numbers (raw counts)");

  /** The mean magnitude of people who move, as a multiple of that at rest. */
  private static final double LEAST = 0.75;

  private static final double MOST = 2.5;

  /** Sensors are not exact: the mean magnitude at rest, as a multiple of the expected one. */
  private static final double TOLERANCE = 0.25;

  private static final double MILLI_G_TOLERANCE = 0.1;

  /** Closer, to tell them from other units. */
  private static final double COUNTS_TOLERANCE = 0.06;

  private static final int MIN_COUNTS = 16;
  private static final int MAX_COUNTS = 32_768;

  /** Below it, the magnitude of people who move fits several units. */
  private static final double MIN_COUNTS_IN_MOTION = 200;

  private static final double MAX_MOVING_MILLI_G = 1_600;

  /**
   * The unit that the magnitude of some acceleration looks like.
   *
   * @param magnitude the mean magnitude, in the unit that was sent
   * @param isStill whether the magnitude hardly changes
   * @param setting the expected unit
   * @return null if it looks like none
   */
  public static @Nullable LikelyUnit of(
      double magnitude, boolean isStill, AccelerationUnit setting) {
    if (setting == AccelerationUnit.M_S2 && isNear(magnitude, 1, isStill)) {
      return G;
    } else if (setting == AccelerationUnit.G && isNear(magnitude, 9.80665, isStill)) {
      return M_S2;
    }
    LikelyUnit exact = isStill ? atRest(magnitude) : null;
    if (exact != null) {
      return exact;
    }
    boolean maybeMilliG = magnitude >= 1000 * LEAST && magnitude <= MAX_MOVING_MILLI_G;
    return maybeMilliG ? MILLI_G : magnitude >= MIN_COUNTS_IN_MOTION ? COUNTS : null;
  }

  /** The unit that a magnitude looks like if it is the one at rest, or null. */
  static @Nullable LikelyUnit atRest(double magnitude) {
    if (isWithin(magnitude, 1000, MILLI_G_TOLERANCE)) {
      return MILLI_G;
    }
    for (int counts = MIN_COUNTS; counts <= MAX_COUNTS; counts *= 2) {
      if (isWithin(magnitude, counts, COUNTS_TOLERANCE)) {
        return new LikelyUnit(
            Suspicion.COUNTS, "the sensor's own numbers (raw counts, " + counts + " at rest)");
      }
    }
    return null;
  }

  private static boolean isNear(double magnitude, double atRest, boolean isStill) {
    return isStill
        ? isWithin(magnitude, atRest, TOLERANCE)
        : magnitude >= LEAST * atRest && magnitude <= MOST * atRest;
  }

  private static boolean isWithin(double magnitude, double expected, double tolerance) {
    return Math.abs(magnitude - expected) <= tolerance * expected;
  }
}
