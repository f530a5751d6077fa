// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.reading.LikelyUnit;
import io.kinetograph.streams.reading.Suspicion;
import java.util.Locale;

/**
 * Judges the unit of acceleration by its magnitude. At rest, it is 9.81 m/s^2. In motion, its mean
 * over 5 s is not smaller: nobody falls for so long. The mean of the vector is smaller than that of
 * the magnitude if the body unit turns, but it is near 0 only without gravity.
 *
 * <p>On the 7,980 segments of the data set, the mean magnitude of a body unit is 7.7 to 22.6, at
 * rest 9.6 to 10.3, and the mean vector has a length of 2.9 to 13.6 and at least 0.23 of the mean
 * magnitude (m/s^2).
 */
final class MagnitudeCheck {

  /** The mean of what was not measured is as good as none. */
  private static final float MIN_COVERAGE = 0.8f;

  /** A body unit is still if its magnitude deviates by less than this share. */
  private static final double STILL = 0.1;

  /**
   * And if its mean vector is longer than this share of its mean magnitude: on a level circle, the
   * magnitude is constant, too.
   */
  private static final double STILL_VECTOR_SHARE = 0.8;

  /** Mean magnitude at rest, with a sensor that is not exact. */
  private static final double LEAST_AT_REST = 7;

  private static final double MOST_AT_REST = 13;

  /** Mean magnitude of anybody. */
  private static final double LEAST = 5;

  /** Mean magnitude and length of the mean vector, of nobody. */
  private static final double MOST = 40;

  private static final double MOST_VECTOR = 25;

  /** Below this, the mean magnitude is noise around 0. */
  private static final double NOISE = 0.5;

  /** Length of the mean vector without gravity, of a body unit that hardly moves, as a share. */
  private static final double VECTOR_SHARE = 0.2;

  /** The same in vigorous motion, and its length; wrists of swimmers turn all the way round. */
  private static final double VIGOROUS_VECTOR_SHARE = 0.12;

  private static final double VIGOROUS_VECTOR = 1.2;

  private final AccelerationUnit setting;

  MagnitudeCheck(AccelerationUnit setting) {
    this.setting = setting;
  }

  Finding check(Segment segment, BodyUnit unit) {
    if (segment.coverage(unit) < MIN_COVERAGE) {
      return Finding.UNKNOWN;
    }
    double sumX = 0;
    double sumY = 0;
    double sumZ = 0;
    double sum = 0;
    double squares = 0;
    for (int column = 0; column < Segment.COLUMNS; column++) {
      double x = segment.value(unit.row(0), column);
      double y = segment.value(unit.row(1), column);
      double z = segment.value(unit.row(2), column);
      double square = x * x + y * y + z * z;
      sumX += x;
      sumY += y;
      sumZ += z;
      sum += Math.sqrt(square);
      squares += square;
    }
    double vector = Math.sqrt(sumX * sumX + sumY * sumY + sumZ * sumZ) / Segment.COLUMNS;
    double mean = sum / Segment.COLUMNS;
    double variance = Math.max(0, squares / Segment.COLUMNS - mean * mean);
    boolean isStill = Math.sqrt(variance) < STILL * mean && vector > STILL_VECTOR_SHARE * mean;
    return judge(mean, vector, isStill);
  }

  /**
   * Judges what was measured, in m/s^2.
   *
   * @param mean magnitude
   * @param vector length of the mean vector
   */
  private Finding judge(double mean, double vector, boolean isStill) {
    boolean hasNoGravity =
        mean < LEAST
            ? mean < NOISE || vector < VECTOR_SHARE * mean
            : vector < Math.min(VIGOROUS_VECTOR, VIGOROUS_VECTOR_SHARE * mean);
    if (hasNoGravity) {
      return Finding.of(
          Suspicion.NO_GRAVITY,
          () -> measured(mean) + ", but about 0 along each axis: looks like no gravity");
    }
    boolean isOther =
        mean < LEAST
            || (isStill && (mean < LEAST_AT_REST || mean > MOST_AT_REST))
            || (mean > MOST && vector > MOST_VECTOR);
    if (isOther) {
      return other(mean, isStill);
    }
    return isStill ? Finding.FINE : Finding.UNKNOWN;
  }

  private Finding other(double mean, boolean isStill) {
    double sent = mean / setting.inMetersPerSecondSquared();
    LikelyUnit likely = LikelyUnit.of(sent, isStill, setting);
    return likely == null
        ? Finding.of(
            Suspicion.SCALE,
            () ->
                measured(mean)
                    + ": looks like another unit"
                    + (mean < LEAST ? ", or no gravity" : ""))
        : Finding.of(likely.suspicion(), () -> measured(mean) + ": looks like " + likely.text());
  }

  private String measured(double mean) {
    double factor = setting.inMetersPerSecondSquared();
    return "mean magnitude "
        + rounded(mean / factor)
        + ", expected about "
        + rounded(9.80665 / factor)
        + " "
        + setting;
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
