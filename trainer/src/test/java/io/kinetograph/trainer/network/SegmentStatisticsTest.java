// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.mounting.Mounting;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SegmentStatisticsTest extends EngineTest {

  private static final PixelScale SCALE = new PixelScale(-60, 60);
  private static final int COLUMNS = Segment.COLUMNS;

  /** Statistics of a unit. */
  private static final int OF_UNIT = 18;

  private static final int CORRELATIONS = 90;

  @Test
  void describesAUnitByItsPostureAndItsMovement() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      // Gravity lies along y. The unit swings by 2 along it and, at a right angle, by 1 along x.
      values[column] = (float) Math.cos(2 * Math.PI * column / 25);
      values[COLUMNS + column] = 9.8f + 2 * (float) Math.sin(2 * Math.PI * column / 25);
    }

    float[] row = statistics(values);

    assertThat(row).hasSize(SegmentStatistics.COUNT);
    assertThat(row[0]).as("length of the mean").isEqualTo(9.8f, within(1e-3f));
    assertThat(row[1]).as("main horizontal variance").isEqualTo(log(0.5), within(1e-3f));
    assertThat(row[2]).as("other horizontal variance").isEqualTo(log(1e-5), within(0.1f));
    assertThat(row[6]).as("vertical deviation").isEqualTo(log(Math.sqrt(2)), within(1e-3f));
    assertThat(row[12]).as("vertical change").isEqualTo(log(meanChange(2)), within(2e-2f));
    int fixed = 15;
    assertThat(Arrays.copyOfRange(row, fixed, fixed + 3))
        .as("mean acceleration")
        .containsExactly(new float[] {0, 9.8f, 0}, within(1e-3f));
    assertThat(row[3]).as("deviation of x").isEqualTo(log(Math.sqrt(0.5)), within(1e-3f));
    assertThat(row[4]).as("of y").isEqualTo(log(Math.sqrt(2)), within(1e-3f));
    assertThat(row[9]).as("change of x").isEqualTo(log(meanChange(1)), within(2e-2f));
  }

  @Test
  void tellsWhichUnitsMoveTogether() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int unit = 0; unit < 5; unit++) {
      for (int column = 0; column < COLUMNS; column++) {
        double swing = Math.sin(2 * Math.PI * column / 25);
        // The third unit moves against the others, the fourth a quarter of a period later.
        double own = unit == 3 ? Math.cos(2 * Math.PI * column / 25) : swing;
        values[3 * unit * COLUMNS + column] = 9.8f + (float) (unit == 2 ? -own : own);
      }
    }

    float[] row = statistics(values);

    // Pairs 0-1, 0-2 and 0-3; of each, along the vertical first.
    assertThat(row[CORRELATIONS]).isEqualTo(1, within(1e-3f));
    assertThat(row[CORRELATIONS + 3]).isEqualTo(-1, within(1e-3f));
    assertThat(row[CORRELATIONS + 6]).isEqualTo(0, within(1e-3f));
  }

  @Test
  void invariantStatisticsDoNotChangeWhenUnitsAreTurned() {
    Random random = new Random(7);
    for (int trial = 0; trial < 20; trial++) {
      Segment segment = moving(random);
      Mounting any =
          new Mounting(Stream.generate(() -> Rotation.any(random)).limit(5).toList(), false);

      float[] before = statistics(segment);
      float[] after = statistics(any.turn(segment));

      int changed = 0;
      for (int statistic = 0; statistic < SegmentStatistics.COUNT; statistic++) {
        if (SegmentStatistics.isInvariant(statistic)) {
          // Rounding errors depend on the processor, and matter where a unit hardly moves.
          assertThat(after[statistic]).isEqualTo(before[statistic], within(0.05f));
        } else {
          changed += Math.abs(after[statistic] - before[statistic]) > 0.05f ? 1 : 0;
        }
      }
      assertThat(changed).as("of the 45 others").isGreaterThan(35);
    }
  }

  @Test
  void isFiniteForUnitsThatAreNotWornOrDoNotMove() {
    float[] values = new float[Segment.ROWS * COLUMNS];
    Arrays.fill(values, 0, COLUMNS, 9.8f);

    for (float statistic : statistics(values)) {
      assertThat(statistic).isFinite();
    }
  }

  @Test
  void knowsWhichUnitsAStatisticNeeds() {
    int torso = 1;
    int both = 0b11;

    assertThat(known(0)).isZero();
    assertThat(known(torso)).isEqualTo(OF_UNIT);
    assertThat(known(both)).isEqualTo(2 * OF_UNIT + 3);
    assertThat(known(0b11111)).isEqualTo(SegmentStatistics.COUNT);
    assertThat(SegmentStatistics.isKnown(CORRELATIONS, both)).isTrue();
    assertThat(SegmentStatistics.isKnown(CORRELATIONS + 3, both)).isFalse();
    assertThat(SegmentStatistics.isKnown(OF_UNIT, torso)).isFalse();
  }

  private static long known(int worn) {
    return IntStream.range(0, SegmentStatistics.COUNT)
        .filter(statistic -> SegmentStatistics.isKnown(statistic, worn))
        .count();
  }

  private static Segment moving(Random random) {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int row = 0; row < Segment.ROWS; row++) {
      double posture = 6 * random.nextGaussian() + (row % 3 == 0 ? 10 : 0);
      double swing = 1 + random.nextDouble();
      double phase = random.nextDouble();
      for (int column = 0; column < COLUMNS; column++) {
        values[row * COLUMNS + column] =
            (float) (posture + swing * Math.sin(2 * Math.PI * (column / 20.0 + phase)));
      }
    }
    return Segment.measured(0, values);
  }

  private float[] statistics(float[] values) {
    return statistics(Segment.measured(0, values));
  }

  private float[] statistics(Segment segment) {
    return SegmentStatistics.of(List.of(segment), SCALE, manager)[0];
  }

  private static double meanChange(double amplitude) {
    return amplitude * 2 / Math.PI * 2 * Math.sin(Math.PI / 25);
  }

  private static float log(double value) {
    return (float) Math.log(value);
  }
}
