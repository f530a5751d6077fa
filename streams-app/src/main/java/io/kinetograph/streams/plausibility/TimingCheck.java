// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.reading.Suspicion;
import io.kinetograph.streams.segment.SegmentTiming;
import java.util.Locale;

/**
 * Judges the sample period of a unit: whether its readings claim some time more than once, or leave
 * gaps of equal length.
 */
final class TimingCheck {

  /** The clocks of cheap sensors are wrong by up to a tenth. */
  private static final float MOST_CLAIM = 1.12f;

  Finding check(SegmentTiming timing, BodyUnit unit) {
    if (!timing.isKnown(unit)) {
      return Finding.UNKNOWN;
    }
    float claim = timing.claim(unit);
    if (claim > MOST_CLAIM) {
      return Finding.of(
          Suspicion.OVERLAP,
          () ->
              String.format(
                  Locale.ROOT,
                  "readings overlap in time with other values, by %.0f %%: looks like a"
                      + " samplePeriodMicros that is too long, or two devices under one id",
                  100 * (claim - 1)));
    }
    return timing.hasEqualGaps(unit)
        ? Finding.of(
            Suspicion.GAPS,
            () ->
                "readings leave equal gaps: looks like a samplePeriodMicros that is too short, or"
                    + " readings that are lost regularly")
        : Finding.FINE;
  }
}
