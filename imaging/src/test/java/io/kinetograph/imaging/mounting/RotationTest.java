// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RotationTest {

  @Test
  void turnsCounterclockwise() {
    Rotation quarter = Rotation.about(new double[] {0, 0, 5}, Math.PI / 2);

    assertThat(quarter.apply(new double[] {1, 0, 3}))
        .containsExactly(new double[] {0, 1, 3}, within(1e-9));
    assertThat(Rotation.NONE.apply(new double[] {1, 2, 3})).containsExactly(1, 2, 3);
  }

  @Test
  void anAxisNeedsADirection() {
    assertThatThrownBy(() -> Rotation.about(new double[] {0, 0, 0}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("(0.0, 0.0, 0.0) is not a direction");
  }

  @Property
  void keepsLengthsAndAngles(
      @ForAll long seed,
      @ForAll @DoubleRange(min = -100, max = 100) double x,
      @ForAll @DoubleRange(min = -100, max = 100) double y,
      @ForAll @DoubleRange(min = -100, max = 100) double z) {
    Random random = new Random(seed);
    Rotation rotation =
        random.nextBoolean() ? Rotation.any(random) : Rotation.aboutRandomAxis(2, random);
    double[] vector = {x, y, z};
    double[] other = {1, -2, 0.5};

    assertThat(dot(rotation.apply(vector), rotation.apply(vector)))
        .isEqualTo(dot(vector, vector), within(1e-6));
    assertThat(dot(rotation.apply(vector), rotation.apply(other)))
        .isEqualTo(dot(vector, other), within(1e-6));
  }

  @Property
  void smallestRotationTurnsOneDirectionIntoTheOther(@ForAll long seed) {
    Random random = new Random(seed);
    double[] from = Rotation.any(random).apply(new double[] {0, 0, 9.8});
    double[] to = Rotation.any(random).apply(new double[] {0, 0, 2});
    Rotation rotation = Rotation.between(from, to);

    assertThat(rotation.apply(from))
        .containsExactly(new double[] {4.9 * to[0], 4.9 * to[1], 4.9 * to[2]}, within(1e-6));
    assertThat(rotation.radians()).isEqualTo(Math.acos(dot(from, to) / 9.8 / 2), within(1e-6));
    assertThat(rotation.apply(rotation.axis())).containsExactly(rotation.axis(), within(1e-9));
  }

  @Test
  void oppositeDirectionsTurnAboutTheAxisAcrossThemThatIsClosestToZ() {
    Rotation down = Rotation.between(new double[] {2, 0, 0}, new double[] {-1, 0, 0});

    assertThat(down.axis()).containsExactly(new double[] {0, 0, 1}, within(1e-9));
    assertThat(down.radians()).isEqualTo(Math.PI, within(1e-9));
    assertThat(
            Rotation.between(new double[] {0, 0, 1}, new double[] {0, 0, -1})
                .apply(new double[] {0, 0, 1}))
        .containsExactly(new double[] {0, 0, -1}, within(1e-9));
    assertThat(Rotation.between(new double[] {1, 2, 3}, new double[] {2, 4, 6}).radians()).isZero();
  }

  @Property
  void rotationsFollowEachOther(@ForAll long seed) {
    Random random = new Random(seed);
    Rotation first = Rotation.any(random);
    Rotation second = Rotation.any(random);
    double[] vector = {1, -2, 3};

    assertThat(first.then(second).apply(vector))
        .containsExactly(second.apply(first.apply(vector)), within(1e-9));
    assertThat(Rotation.about(first.axis(), first.radians()).apply(vector))
        .containsExactly(first.apply(vector), within(1e-9));
  }

  @Test
  void anyOrientationPointsEverywhereAlike() {
    Random random = new Random(5);
    int tries = 40_000;
    int[] octants = new int[8];
    for (int i = 0; i < tries; i++) {
      double[] up = Rotation.any(random).apply(new double[] {9.8, 0, 0});
      octants[(up[0] > 0 ? 1 : 0) + (up[1] > 0 ? 2 : 0) + (up[2] > 0 ? 4 : 0)]++;
    }
    for (int count : octants) {
      assertThat(count).isBetween(tries / 8 - 400, tries / 8 + 400);
    }
  }

  @Test
  void turnsOneUnitOfASegment() {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 17;
    }
    float[] turned = values.clone();
    Rotation.about(new double[] {1, 0, 0}, Math.PI / 2).apply(turned, BodyUnit.LEFT_ARM);

    int x = BodyUnit.LEFT_ARM.row(0) * Segment.COLUMNS;
    for (int i = 0; i < values.length; i++) {
      float expected =
          switch (i - x < 0 ? -1 : (i - x) / Segment.COLUMNS) {
            case 1 -> -values[i + Segment.COLUMNS];
            case 2 -> values[i - Segment.COLUMNS];
            default -> values[i];
          };
      assertThat(turned[i]).isEqualTo(expected, within(1e-5f));
    }
  }

  private static double dot(double[] left, double[] right) {
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2];
  }
}
