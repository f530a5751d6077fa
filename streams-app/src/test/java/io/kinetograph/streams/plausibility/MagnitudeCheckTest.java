// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.reading.Suspicion;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

class MagnitudeCheckTest {

  private static final double G = 9.80665;

  private final MagnitudeCheck check = new MagnitudeCheck(AccelerationUnit.M_S2);

  private static int segments;

  @AfterContainer
  static void printFigures() {
    System.out.printf("MagnitudeCheck: %d segments of motions%n", segments);
  }

  /**
   * How a body unit moves for 5 s.
   *
   * @param strength of the movement along each axis, in m/s^2
   * @param turn by how many degrees it turns to and fro
   * @param bias of each axis of the sensor, in m/s^2
   */
  record Motion(double strength, double pace, double turn, double bias, long seed) {}

  @Provide
  Arbitrary<Motion> motions() {
    return Combinators.combine(
            Arbitraries.doubles().between(0, 15),
            Arbitraries.doubles().between(0.3, 3),
            Arbitraries.doubles().between(0, 70),
            Arbitraries.doubles().between(-0.5, 0.5),
            Arbitraries.longs())
        .as(Motion::new);
  }

  @Property
  void nothingIsSuspectedOfMotionsInTheRightUnit(@ForAll("motions") Motion motion) {
    assertThat(find(motion, 1, 1)).isNull();
    AccelerationUnit unit = AccelerationUnit.G;
    assertThat(new MagnitudeCheck(unit).check(segment(motion, 1, 1), BodyUnit.TORSO).suspicion())
        .as("sent in g and converted")
        .isNull();
  }

  @Property
  void otherUnitsAreSuspectedOfAllMotions(@ForAll("motions") Motion motion) {
    assertThat(find(motion, 1, 1 / G)).isEqualTo(Suspicion.G);
    assertThat(find(motion, 1, 1000 / G)).isIn(Set.of(Suspicion.MILLI_G, Suspicion.COUNTS));
    assertThat(find(motion, 1, 16_384 / G)).isEqualTo(Suspicion.COUNTS);
    assertThat(find(motion, 1, 256 / G)).isEqualTo(Suspicion.COUNTS);
    Segment twice = segment(motion, 1, G);
    assertThat(new MagnitudeCheck(AccelerationUnit.G).check(twice, BodyUnit.LEFT_LEG).suspicion())
        .as("sent in m/s^2, taken for g")
        .isEqualTo(Suspicion.M_S2);
  }

  @Example
  void aBodyUnitOnALevelCircleIsNotStill() {
    for (double strength = 6; strength < 12; strength += 0.5) {
      Motion circle = new Motion(strength, 0.3, 0, 0, 3502);
      assertThat(find(circle, 1, 1)).as("%s m/s^2", strength).isNull();
      assertThat(find(circle, 1, 1 / G)).as("%s m/s^2, in g", strength).isEqualTo(Suspicion.G);
    }
  }

  @Property
  void missingGravityIsSuspectedOfAllMotions(@ForAll("motions") Motion motion) {
    assertThat(find(new Motion(motion.strength(), motion.pace(), 0, 0, motion.seed()), 0, 1))
        .isEqualTo(Suspicion.NO_GRAVITY);
  }

  @Example
  void atRestTheUnitIsNamed() {
    assertThat(atRest(1).text().get())
        .isEqualTo("mean magnitude 1.00, expected about 9.81 m/s2: looks like g (1 at rest)");
    assertThat(atRest(1003).text().get())
        .isEqualTo(
            "mean magnitude 1003, expected about 9.81 m/s2: looks like milli-g (1000 at rest) or"
                + " cm/s^2 (981 at rest)");
    assertThat(atRest(980.665).suspicion()).isEqualTo(Suspicion.MILLI_G);
    assertThat(atRest(16_300).text().get())
        .endsWith("looks like the sensor's own numbers (raw counts, 16384 at rest)");
    assertThat(atRest(64).text().get()).contains("raw counts, 64 at rest");
    assertThat(atRest(4096).text().get()).contains("raw counts, 4096 at rest");
    assertThat(atRest(0).suspicion()).as("missing samples as 0").isEqualTo(Suspicion.NO_GRAVITY);
    assertThat(atRest(0.2).suspicion()).isEqualTo(Suspicion.NO_GRAVITY);
    assertThat(atRest(G / 2).suspicion()).as("half the range").isEqualTo(Suspicion.SCALE);
    assertThat(atRest(G * 2).suspicion()).as("twice the range").isEqualTo(Suspicion.SCALE);
    assertThat(atRest(-G).isFine()).as("all signs turned: not visible").isTrue();
    for (double magnitude = 7.5; magnitude < 12.5; magnitude += 0.5) {
      assertThat(atRest(magnitude).isFine()).as("an inexact sensor: %s", magnitude).isTrue();
    }
  }

  private Finding atRest(double magnitude) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int column = 0; column < Segment.COLUMNS; column++) {
      values[BodyUnit.RIGHT_ARM.row(1) * Segment.COLUMNS + column] = (float) magnitude;
    }
    return check.check(Segment.measured(0, values), BodyUnit.RIGHT_ARM);
  }

  private @Nullable Suspicion find(Motion motion, double gravity, double scale) {
    return check.check(segment(motion, gravity, scale), BodyUnit.TORSO).suspicion();
  }

  /** Gravity and movement that goes nowhere, in the axes of body units that turn to and fro. */
  private static Segment segment(Motion motion, double gravity, double scale) {
    segments++;
    Random random = new Random(motion.seed());
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (BodyUnit unit : BodyUnit.values()) {
      double posture = random.nextDouble() * 2 * Math.PI;
      double[] phases = {random.nextDouble() * 6, random.nextDouble() * 6, random.nextDouble() * 6};
      for (int column = 0; column < Segment.COLUMNS; column++) {
        // Whole periods in 5 s.
        double time = 2 * Math.PI * Math.round(5 * motion.pace()) * column / Segment.COLUMNS;
        double angle = posture + Math.toRadians(motion.turn()) * Math.sin(time);
        double[] axes = {
          gravity * G * Math.cos(angle), gravity * G * Math.sin(angle), 0,
        };
        for (int axis = 0; axis < 3; axis++) {
          double moved = motion.strength() * Math.sin(time + phases[axis]) + motion.bias();
          values[unit.row(axis) * Segment.COLUMNS + column] =
              (float) (scale * (axes[axis] + moved));
        }
      }
    }
    return Segment.measured(0, values);
  }
}
