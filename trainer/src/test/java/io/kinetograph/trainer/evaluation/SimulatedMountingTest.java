// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.mounting.Mounting;
import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedMountingTest {

  @ParameterizedTest
  @CsvSource({"TILTED_15, 15", "TILTED_30, 30"})
  void tiltedByUpToTheAngle(SimulatedMounting mounting, double degrees) {
    double largest = 0;
    for (int wearer = 0; wearer < 50; wearer++) {
      for (BodyUnit unit : BodyUnit.values()) {
        double angle = angle(mounting.of(1, wearer), unit);
        assertThat(angle).isLessThan(degrees + 1e-3);
        largest = Math.max(largest, angle);
      }
    }
    assertThat(largest).isGreaterThan(0.95 * degrees);
  }

  @Test
  void turnedAboutGravityAStandingWearerMeasuresTheSame() {
    for (BodyUnit unit : BodyUnit.values()) {
      assertThat(angle(SimulatedMounting.ABOUT_GRAVITY.of(1, 3), unit)).isLessThan(1e-3);
    }
    double[] across = {0, 1, 0};
    assertThat(SimulatedMounting.ABOUT_GRAVITY.of(1, 3).rotations().get(0).apply(across)[1])
        .isLessThan(0.99);
  }

  @Test
  void upsideDownIsHalfATurnOutOfTheBody() {
    Mounting mounting = SimulatedMounting.UPSIDE_DOWN.of(1, 1);
    assertThat(mounting.rotations())
        .allSatisfy(
            rotation ->
                assertThat(rotation.apply(new double[] {9.8, 1, 2}))
                    .containsExactly(new double[] {-9.8, -1, 2}, within(1e-9)));
    Mounting one = SimulatedMounting.ONE_UPSIDE_DOWN.of(1, 1);
    assertThat(one.rotations())
        .filteredOn(rotation -> rotation.apply(new double[] {9.8, 0, 0})[0] < 0)
        .hasSize(1);
  }

  @Test
  void exchangesRightAndLeft() {
    float[] rows = new float[Segment.ROWS * Segment.COLUMNS];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Math.floorDiv(i, Segment.COLUMNS);
    }
    Segment segment = Segment.measured(0, rows);

    float[] values = SimulatedMounting.EXCHANGED.of(1, 1).turn(segment).toArray();

    List<Integer> sources = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      sources.add((int) values[row * Segment.COLUMNS]);
    }
    assertThat(sources).containsExactly(0, 1, 2, 6, 7, 8, 3, 4, 5, 12, 13, 14, 9, 10, 11);
  }

  @ParameterizedTest
  @EnumSource
  void eachWearerHasAMountingOfItsOwn(SimulatedMounting mounting) {
    String first = mounting.of(1, 1).toString();

    assertThat(mounting.of(1, 1).toString()).isEqualTo(first);
    if (mounting == SimulatedMounting.TILTED_15 || mounting == SimulatedMounting.ANY) {
      assertThat(mounting.of(1, 2).toString()).isNotEqualTo(first);
      assertThat(mounting.of(2, 1).toString()).isNotEqualTo(first);
    }
    assertThat(SimulatedMounting.AS_RECORDED.of(1, 1)).isEqualTo(Mounting.AS_RECORDED);
  }

  private static double angle(Mounting mounting, BodyUnit unit) {
    double[] up = MountingContract.standing(unit);
    double[] turned = mounting.rotations().get(unit.index()).apply(up);
    double dot = up[0] * turned[0] + up[1] * turned[1] + up[2] * turned[2];
    double square = up[0] * up[0] + up[1] * up[1] + up[2] * up[2];
    return Math.toDegrees(Math.acos(Math.min(1, dot / square)));
  }

  @Test
  void tiltedNamesBothAngles() {
    assertThat(SimulatedMounting.parse("any,tilted"))
        .containsExactly(
            SimulatedMounting.TILTED_15, SimulatedMounting.TILTED_30, SimulatedMounting.ANY);
    assertThatThrownBy(() -> SimulatedMounting.parse("tilt"))
        .hasMessageContaining("mounting 'tilt' is unknown");
  }
}
