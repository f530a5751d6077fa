// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.random.RandomGenerator;

/**
 * What other makers' units do to a measurement: errors of gain and offset of each axis, a sample
 * rate of 20 Hz, a coarse resolution, and a range of 8 g.
 */
public final class SensorFaults {

  /** Largest relative error of an axis' gain. */
  private static final double GAIN = 0.02;

  /** Largest offset of an axis, in m/s^2. */
  private static final double OFFSET = 0.3;

  private static final double RANGE = 8 * 9.80665;

  /** 10 bits for a range of 8 g in both directions, in m/s^2. */
  private static final double COARSEST_STEP = 2 * RANGE / 1024;

  private static final double FINEST_STEP = 0.01;

  private static final int COLUMNS = Segment.COLUMNS;

  /** Samples of a segment at 20 Hz. */
  private static final int SLOW_COLUMNS = COLUMNS * 4 / 5;

  private final double[] gains = new double[Segment.ROWS];
  private final double[] offsets = new double[Segment.ROWS];
  private final boolean slow;
  private final double step;

  private SensorFaults(RandomGenerator random, boolean slow, double step) {
    for (int row = 0; row < Segment.ROWS; row++) {
      gains[row] = 1 + GAIN * (2 * random.nextDouble() - 1);
      offsets[row] = OFFSET * (2 * random.nextDouble() - 1);
    }
    this.slow = slow;
    this.step = step;
  }

  /** All faults at full strength: gain and offset at random, 20 Hz, 10 bits. */
  public static SensorFaults all(RandomGenerator random) {
    return new SensorFaults(random, true, COARSEST_STEP);
  }

  /** Some faults, for training: 20 Hz in three of five, a step of random size in seven of ten. */
  static SensorFaults some(RandomGenerator random) {
    boolean slow = random.nextDouble() < 0.6;
    boolean coarse = random.nextDouble() < 0.7;
    double step = FINEST_STEP * Math.pow(COARSEST_STEP / FINEST_STEP, random.nextDouble());
    return new SensorFaults(random, slow, coarse ? step : 0);
  }

  /**
   * Changes what was measured, in place. A unit that is not worn stays without values.
   *
   * @param values 15 x 125 accelerations in m/s^2, row after row
   */
  public void apply(float[] values) {
    float[] samples = new float[SLOW_COLUMNS];
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      int first = BodyUnit.at(unit).row(0) * COLUMNS;
      if (isWorn(values, first)) {
        for (int axis = 0; axis < BodyUnit.AXES; axis++) {
          distort(values, BodyUnit.at(unit).row(axis), samples);
        }
      }
    }
  }

  private static boolean isWorn(float[] values, int first) {
    for (int i = first; i < first + BodyUnit.AXES * COLUMNS; i++) {
      if (values[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private void distort(float[] values, int row, float[] samples) {
    int first = row * COLUMNS;
    if (slow) {
      resample(values, first, COLUMNS, samples, 0, SLOW_COLUMNS);
      quantize(samples, 0, SLOW_COLUMNS, row);
      resample(samples, 0, SLOW_COLUMNS, values, first, COLUMNS);
    } else {
      quantize(values, first, COLUMNS, row);
    }
  }

  private void quantize(float[] values, int first, int count, int row) {
    for (int i = first; i < first + count; i++) {
      double value = gains[row] * values[i] + offsets[row];
      if (step > 0) {
        value = step * Math.rint(value / step);
      }
      values[i] = (float) Math.max(-RANGE, Math.min(RANGE, value));
    }
  }

  /** Linear interpolation between the first and the last sample. */
  private static void resample(
      float[] from, int fromFirst, int fromCount, float[] to, int toFirst, int toCount) {
    for (int i = 0; i < toCount; i++) {
      float at = (float) i * (fromCount - 1) / (toCount - 1);
      int left = Math.min((int) at, fromCount - 2);
      float share = at - left;
      to[toFirst + i] = (1 - share) * from[fromFirst + left] + share * from[fromFirst + left + 1];
    }
  }
}
