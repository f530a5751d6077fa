package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;

/**
 * A segment that takes no more samples and still is in the stores.
 *
 * @param wearer whose it is
 * @param segment what was measured
 * @param nextStartMicros start of the wearer's next segment
 * @param verdict whether enough of it was measured for a label
 */
public record ClosedSegment(
    String wearer, Segment segment, long nextStartMicros, CoverageResult verdict) {

  /** Whether enough of it was measured for a label. */
  public boolean enough() {
    return verdict == CoverageResult.SUFFICIENT;
  }
}
