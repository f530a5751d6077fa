// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

/** Resamples one unit to the segment's instants by the rules of {@link SegmentAssembler}. */
final class UnitResampler {

  private final long maxGapMicros;
  private final boolean[] measured = new boolean[Segment.COLUMNS];

  UnitResampler(long maxGapMicros) {
    this.maxGapMicros = maxGapMicros;
  }

  /**
   * Writes the unit's three rows.
   *
   * @param samples of the unit; they are put in time order
   * @param values receives the rows
   * @param offset of the unit's x row in {@code values}; y and z follow
   * @return the number of measured instants, 0 to 125
   */
  int resample(UnitSamples samples, float[] values, int offset) {
    samples.sort();
    int count = 0;
    int after = 0; // first sample at or after the instant
    int from = 0; // first sample inside the triangle
    int to = 0; // first sample after the triangle
    for (int column = 0; column < Segment.COLUMNS; column++) {
      long instant = column * Segment.COLUMN_MICROS;
      while (after < samples.size() && samples.time(after) < instant) {
        after++;
      }
      measured[column] = isMeasured(samples, instant, after);
      if (!measured[column]) {
        continue;
      }
      count++;
      while (from < samples.size() && samples.time(from) <= instant - Segment.COLUMN_MICROS) {
        from++;
      }
      to = Math.max(to, from);
      while (to < samples.size() && samples.time(to) < instant + Segment.COLUMN_MICROS) {
        to++;
      }
      // The segment's start cuts the first triangle in half: a mean would be too late.
      for (int axis = 0; axis < BodyUnit.AXES; axis++) {
        values[offset + axis * Segment.COLUMNS + column] =
            to - from > 2 && column > 0
                ? weightedMean(samples, axis, instant, from, to)
                : interpolate(samples, axis, instant, after);
      }
    }
    if (count > 0 && count < Segment.COLUMNS) {
      for (int axis = 0; axis < BodyUnit.AXES; axis++) {
        fill(values, offset + axis * Segment.COLUMNS, count);
      }
    }
    return count;
  }

  private boolean isMeasured(UnitSamples samples, long instant, int after) {
    if (after < samples.size() && samples.time(after) == instant) {
      return true;
    }
    if (after == 0) {
      return samples.size() > 0 && 2 * (samples.time(0) - instant) <= maxGapMicros;
    }
    if (after == samples.size()) {
      return 2 * (instant - samples.time(after - 1)) <= maxGapMicros;
    }
    return samples.time(after) - samples.time(after - 1) <= maxGapMicros;
  }

  private static float interpolate(UnitSamples samples, int axis, long instant, int after) {
    if (after == samples.size()) {
      return samples.value(axis, after - 1);
    }
    float right = samples.value(axis, after);
    if (after == 0 || samples.time(after) == instant) {
      return right;
    }
    float left = samples.value(axis, after - 1);
    double share =
        (double) (instant - samples.time(after - 1))
            / (samples.time(after) - samples.time(after - 1));
    return (float) (left + share * ((double) right - left));
  }

  private static float weightedMean(UnitSamples samples, int axis, long instant, int from, int to) {
    double sum = 0;
    double weights = 0;
    for (int i = from; i < to; i++) {
      double weight = Segment.COLUMN_MICROS - Math.abs(samples.time(i) - instant);
      sum += weight * samples.value(axis, i);
      weights += weight;
    }
    return (float) (sum / weights);
  }

  private void fill(float[] values, int row, int count) {
    double sum = 0;
    for (int column = 0; column < Segment.COLUMNS; column++) {
      if (measured[column]) {
        sum += values[row + column];
      }
    }
    float mean = (float) (sum / count);
    for (int column = 0; column < Segment.COLUMNS; column++) {
      if (!measured[column]) {
        values[row + column] = mean;
      }
    }
  }
}
