// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Set;

/**
 * A segment that accepts no more samples. {@link SegmentWindows#forget} ends it; if the task ends
 * before, the task's next owner builds and closes it again.
 *
 * @param wearer the wearer's id
 * @param segment the samples of the worn units on the 25 Hz grid; of all units if none is worn
 * @param measured the samples of all units
 * @param notWorn the units that sent samples and are not worn
 * @param isWorn whether any unit is worn, or none has sent samples
 * @param timing how the readings of each unit fill the segment's time
 * @param nextStartMicros start of the wearer's next segment, in event time
 * @param reason why it closed
 * @param coverage whether enough of it was measured for a label
 */
public record ClosedSegment(
    String wearer,
    Segment segment,
    Segment measured,
    Set<BodyUnit> notWorn,
    boolean isWorn,
    SegmentTiming timing,
    long nextStartMicros,
    CloseReason reason,
    CoverageResult coverage) {

  /** Whether enough of it was measured for a label. */
  public boolean hasSufficientCoverage() {
    return coverage == CoverageResult.SUFFICIENT;
  }
}
