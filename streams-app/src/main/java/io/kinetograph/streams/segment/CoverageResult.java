package io.kinetograph.streams.segment;

/** Whether enough of a segment was measured for a label. */
public enum CoverageResult {
  /** It is to be labelled. */
  SUFFICIENT,
  /** Of what coverage is judged by, too small a share was measured. */
  INSUFFICIENT_COVERAGE,
  /** Nothing was measured of a unit without which there is no label. */
  MISSING_UNIT
}
