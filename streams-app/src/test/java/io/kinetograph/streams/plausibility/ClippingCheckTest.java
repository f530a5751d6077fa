// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.reading.Suspicion;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.Example;

class ClippingCheckTest {

  private static final double G = 9.80665;

  private final ClippingCheck check = new ClippingCheck();

  @Example
  void valuesCutOffAtARangeAreSuspect() {
    for (int range : new int[] {2, 4, 8, 16}) {
      double limit = 1.02 * range * G;
      assertThat(find(column -> Math.min(running(column, 2 * limit), limit)).suspicion())
          .as("at most %s g", range)
          .isEqualTo(Suspicion.CLIPPED);
      assertThat(find(column -> Math.max(-running(column, 2 * limit), -limit)).suspicion())
          .as("at least -%s g", range)
          .isEqualTo(Suspicion.CLIPPED);
    }
  }

  @Example
  void theTextNamesTheAxisAndTheRange() {
    assertThat(find(column -> column % 25 == 0 ? -2 * G : column % 7).text().get())
        .isEqualTo(
            "5 samples within 5 s have the same extreme value on axis y (-19.61 m/s2): the sensor"
                + " seems to be set to 2 g, and to cut off larger values");
  }

  @Example
  void valuesCutOffElsewhereAreNotSuspect() {
    assertThat(find(column -> Math.min(running(column, 60), 1.9 * G)).isFine()).isTrue();
    assertThat(find(column -> Math.min(running(column, 60), 2.1 * G)).isFine()).isTrue();
  }

  @Example
  void peaksThatDifferAreNotSuspect() {
    assertThat(find(column -> column % 25 == 0 ? 2 * G - column / 200.0 : column % 7).isFine())
        .isTrue();
    assertThat(find(column -> column % 40 == 0 ? 2 * G : column % 7).isFine())
        .as("4 equal ones")
        .isTrue();
  }

  @Example
  void aConstantIsNotCutOff() {
    assertThat(find(column -> 2 * G).isFine()).as("the scale is wrong").isTrue();
  }

  @Example
  void aUnitThatWasNotMeasuredShowsNothing() {
    Segment segment = segment(column -> Math.min(running(column, 60), 2 * G));

    assertThat(check.check(segment, BodyUnit.LEFT_ARM).suspicion()).isEqualTo(Suspicion.CLIPPED);
    assertThat(check.check(segment.without(Set.of(BodyUnit.LEFT_ARM)), BodyUnit.LEFT_ARM))
        .isEqualTo(Finding.UNKNOWN);
  }

  /** 2.8 steps a second, none like another. */
  private static double running(int column, double strength) {
    return strength * Math.sin(2 * Math.PI * 2.8 * column / 25 + Math.sqrt(column));
  }

  private Finding find(IntToDoubleFunction y) {
    return check.check(segment(y), BodyUnit.LEFT_ARM);
  }

  private static Segment segment(IntToDoubleFunction y) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int column = 0; column < Segment.COLUMNS; column++) {
      values[BodyUnit.LEFT_ARM.row(1) * Segment.COLUMNS + column] = (float) y.applyAsDouble(column);
    }
    return Segment.measured(0, values);
  }
}
