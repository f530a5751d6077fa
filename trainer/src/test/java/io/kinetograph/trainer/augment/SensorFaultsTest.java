// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SensorFaultsTest {

  private static final int COLUMNS = Segment.COLUMNS;
  private static final double STEP = 16 * 9.80665 / 1024;

  @Test
  void allFaultsTogether() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 3 * COLUMNS ? (float) (5 + 2 * Math.sin(0.05 * i)) : i % 2 == 0 ? 150 : -150;
    }
    float[] faulty = values.clone();

    SensorFaults.all(new Random(1)).apply(faulty);

    for (int i = 0; i < values.length; i++) {
      assertThat(Math.abs(faulty[i])).isLessThanOrEqualTo((float) (8 * 9.80665));
      if (i < 3 * COLUMNS) {
        assertThat(faulty[i]).isEqualTo(values[i], within(0.3f + 0.02f * 7 + (float) STEP));
      }
    }
    assertThat(faulty).isNotEqualTo(values);
  }

  /** Samples at 20 Hz see a motion at 9.8 Hz as a beat: where they meet its zeros, it vanishes. */
  @Test
  void theRateIs20Hz() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (20 * Math.cos(2 * Math.PI * 9.8 * (i % COLUMNS) / 25));
    }

    SensorFaults.all(new Random(4)).apply(values);

    double least = Double.MAX_VALUE;
    for (int from = 0; from + 13 <= COLUMNS; from++) {
      float most = 0;
      for (int column = from; column < from + 13; column++) {
        most = Math.max(most, Math.abs(values[column]));
      }
      least = Math.min(least, most);
    }
    assertThat(least).isLessThan(10);
  }

  @Test
  void coarseResolutionLeavesSteps() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = 9.8f + 0.02f * (i % 3);
    }

    SensorFaults.all(new Random(2)).apply(values);

    // A tremor far below a step: it vanishes, or becomes one step if it crosses a boundary.
    int steady = 0;
    for (int row = 0; row < Segment.ROWS; row++) {
      float lowest = Float.MAX_VALUE;
      float highest = -Float.MAX_VALUE;
      for (int column = 0; column < COLUMNS; column++) {
        lowest = Math.min(lowest, values[row * COLUMNS + column]);
        highest = Math.max(highest, values[row * COLUMNS + column]);
      }
      assertThat((double) highest - lowest).isBetween(0.0, STEP + 1e-4);
      steady += highest == lowest ? 1 : 0;
    }
    assertThat(steady).isBetween(5, 14);
  }

  @Test
  void aUnitThatIsNotWornStaysWithoutValues() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    Arrays.fill(values, 0, 3 * COLUMNS, 5);

    SensorFaults.all(new Random(3)).apply(values);

    assertThat(values[0]).isNotZero();
    assertThat(Arrays.copyOfRange(values, 3 * COLUMNS, values.length)).containsOnly(0);
  }
}
