package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import java.util.EnumSet;
import java.util.Set;

/** When segments start and which are labelled, by the settings. */
record SegmentRules(SegmentSettings settings) {

  /** Whether enough of a segment was measured for a label. */
  CoverageResult judge(Segment segment) {
    Set<BodyUnit> judged =
        settings.requiredUnits().isEmpty()
            ? EnumSet.allOf(BodyUnit.class)
            : settings.requiredUnits();
    int measured = 0;
    for (BodyUnit unit : judged) {
      // In whole instants: a sum of rounded shares may miss the smallest share by a bit.
      int instants = Math.round(segment.coverage(unit) * Segment.COLUMNS);
      if (instants == 0 && settings.requiredUnits().contains(unit)) {
        return CoverageResult.MISSING_UNIT;
      }
      measured += instants;
    }
    float share = (float) measured / (Segment.COLUMNS * judged.size());
    return share >= settings.minCoverage()
        ? CoverageResult.SUFFICIENT
        : CoverageResult.INSUFFICIENT_COVERAGE;
  }

  long hopMicros() {
    return settings.hopMicros();
  }

  /** The start of the first segment that holds an instant; segments are aligned to the epoch. */
  long firstSegmentOver(long micros) {
    return (Math.floorDiv(micros - Segment.LENGTH_MICROS, hopMicros()) + 1) * hopMicros();
  }

  /** The first start of a segment that is not before an instant. */
  long gridAtOrAfter(long micros) {
    return Math.floorDiv(micros + hopMicros() - 1, hopMicros()) * hopMicros();
  }

  /** The start of the slice that holds an instant: slices are as long as the hop. */
  long sliceOf(long micros) {
    return Math.floorDiv(micros, hopMicros()) * hopMicros();
  }
}
