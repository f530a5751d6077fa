// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.reading.Suspicion;
import java.util.Locale;

/**
 * Judges whether the range that a sensor is set to is too small: then all larger values of an axis
 * are this range. A body that moves reaches its largest acceleration only for a moment.
 *
 * <p>On the 7,980 segments of the data set, at most 4 samples of an axis are equal to its extreme
 * value, where that is near a range.
 */
final class ClippingCheck {

  /** With fewer samples, a segment does not show it. */
  private static final float MIN_COVERAGE = 0.8f;

  private static final double G = 9.80665;

  /** What accelerometers of wearables can be set to, in g. */
  private static final int[] RANGES = {2, 4, 8, 16};

  /** Scale and zero of a sensor are not exact. */
  private static final double RANGE_TOLERANCE = 0.03;

  /** Values that differ by less, as a share, are equal. */
  private static final double EQUAL = 0.005;

  private static final int MIN_EQUAL = 5;

  /** An axis with more of them hardly moves: its unit may be wrong, but nothing is cut off. */
  private static final int MAX_EQUAL = Segment.COLUMNS / 2;

  Finding check(Segment segment, BodyUnit unit) {
    if (segment.coverage(unit) < MIN_COVERAGE) {
      return Finding.UNKNOWN;
    }
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      Finding finding = check(segment, unit.row(axis), "xyz".charAt(axis));
      if (finding.suspicion() != null) {
        return finding;
      }
    }
    return Finding.FINE;
  }

  private static Finding check(Segment segment, int row, char axis) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int column = 0; column < Segment.COLUMNS; column++) {
      float value = segment.value(row, column);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    Finding finding = extreme(segment, row, axis, most);
    return finding.suspicion() == null ? extreme(segment, row, axis, least) : finding;
  }

  private static Finding extreme(Segment segment, int row, char axis, float extreme) {
    int range = range(Math.abs(extreme));
    if (range == 0) {
      return Finding.FINE;
    }
    int equal = 0;
    for (int column = 0; column < Segment.COLUMNS; column++) {
      if (Math.abs(segment.value(row, column) - extreme) <= EQUAL * Math.abs(extreme)) {
        equal++;
      }
    }
    if (equal < MIN_EQUAL || equal > MAX_EQUAL) {
      return Finding.FINE;
    }
    int samples = equal;
    return Finding.of(
        Suspicion.CLIPPED,
        () ->
            String.format(
                Locale.ROOT,
                "%d samples within 5 s have the same extreme value on axis %s (%.2f m/s2): the"
                    + " sensor seems to be set to %d g, and to cut off larger values",
                samples,
                axis,
                extreme,
                range));
  }

  /** The range near which a value lies, in g, or 0. */
  private static int range(double value) {
    for (int range : RANGES) {
      if (Math.abs(value - range * G) <= RANGE_TOLERANCE * range * G) {
        return range;
      }
    }
    return 0;
  }
}
