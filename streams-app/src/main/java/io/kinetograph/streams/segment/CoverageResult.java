// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import java.util.EnumSet;
import java.util.Set;

/** Whether enough of a segment was measured for a label. */
public enum CoverageResult {
  /** The segment gets a label. */
  SUFFICIENT,
  /** The measured share of the required units, or of all if none is required, is too small. */
  INSUFFICIENT_COVERAGE,
  /** A required unit sent nothing, or was not worn. */
  MISSING_UNIT;

  /** Checks the measured share of a segment against the settings. */
  static CoverageResult of(Segment segment, SegmentSettings settings) {
    Set<BodyUnit> required = settings.requiredUnits();
    Set<BodyUnit> checked = required.isEmpty() ? EnumSet.allOf(BodyUnit.class) : required;
    int measured = 0;
    for (BodyUnit unit : checked) {
      // Whole columns: a sum of rounded shares can miss the minimum by a rounding error.
      int columns = Math.round(segment.coverage(unit) * Segment.COLUMNS);
      if (columns == 0 && required.contains(unit)) {
        return MISSING_UNIT;
      }
      measured += columns;
    }
    float share = (float) measured / (Segment.COLUMNS * checked.size());
    return share >= settings.minCoverage() ? SUFFICIENT : INSUFFICIENT_COVERAGE;
  }
}
