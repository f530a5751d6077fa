// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UnknownMotionTest {

  private static final int COLUMNS = Segment.COLUMNS;
  private static final int LENGTH = BodyUnit.AXES * COLUMNS;

  @Property
  void everyKindChangesAMovementAndStaysFinite(@ForAll long seed, @ForAll UnknownMotion kind) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = movement(3, 1.7, random);
    float[] motion = values.clone();

    kind.apply(motion, movement(5, 0.9, random), random);

    assertThat(motion).isNotEqualTo(values);
    for (float value : motion) {
      assertThat(Float.isFinite(value)).isTrue();
    }
  }

  @Property
  void twoActivitiesLeaveEachUnitToOneOfThem(@ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] one = movement(3, 1.7, random);
    float[] other = movement(5, 0.9, random);
    float[] motion = one.clone();

    UnknownMotion.TWO_ACTIVITIES.apply(motion, other, random);

    int taken = 0;
    for (int first = 0; first < motion.length; first += LENGTH) {
      float[] unit = Arrays.copyOfRange(motion, first, first + LENGTH);
      boolean isOther = Arrays.equals(unit, Arrays.copyOfRange(other, first, first + LENGTH));
      assertThat(isOther || Arrays.equals(unit, Arrays.copyOfRange(one, first, first + LENGTH)))
          .isTrue();
      taken += isOther ? 1 : 0;
    }
    assertThat(taken).isBetween(2, 3);
  }

  @Property
  void anotherStrengthKeepsThePosture(@ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = movement(2, 1.7, random);
    float[] motion = values.clone();

    UnknownMotion.OTHER_STRENGTH.apply(motion, values, random);

    for (int row = 0; row < Segment.ROWS; row++) {
      assertThat(mean(motion, row)).isEqualTo(mean(values, row), within(0.01));
    }
  }

  @Property
  void whoKeepsStillIsUnknownOnlyIfSomethingMoves(@ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);

    assertThat(UnknownMotion.any(movement(0.1, 1, random), random))
        .isIn(UnknownMotion.TWO_ACTIVITIES, UnknownMotion.OSCILLATION);
    assertThat(UnknownMotion.isMoving(movement(0.1, 1, random))).isFalse();
    assertThat(UnknownMotion.isMoving(movement(3, 1, random))).isTrue();
  }

  @Property(tries = 20)
  void allKindsOccur(@ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = movement(3, 1.7, random);
    Set<UnknownMotion> seen = EnumSet.noneOf(UnknownMotion.class);
    for (int i = 0; i < 200; i++) {
      seen.add(UnknownMotion.any(values, random));
    }
    assertThat(seen).containsExactly(UnknownMotion.values());
  }

  /** Each row oscillates about a mean of its own. */
  private static float[] movement(double amplitude, double hertz, RandomGenerator random) {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int row = 0; row < Segment.ROWS; row++) {
      double mean = 20 * random.nextDouble() - 10;
      double phase = 2 * Math.PI * random.nextDouble();
      for (int column = 0; column < COLUMNS; column++) {
        double angle = phase + 2 * Math.PI * hertz * column / Segment.SAMPLE_RATE_HZ;
        values[row * COLUMNS + column] = (float) (mean + amplitude * Math.sin(angle));
      }
    }
    return values;
  }

  private static double mean(float[] values, int row) {
    double sum = 0;
    for (int column = 0; column < COLUMNS; column++) {
      sum += values[row * COLUMNS + column];
    }
    return sum / COLUMNS;
  }
}
