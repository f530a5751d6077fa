// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.recordings.motion.AxisMotion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Motion of no known activity: each unit swings with a rhythm of its own, in any posture, as on
 * somebody who dances on the spot, does exercises or is shaken in a vehicle.
 */
final class UnknownMotion {

  private static final double GRAVITY = 9.81;

  /** From and to, in Hz. */
  private static final double SLOWEST = 1;

  private static final double FASTEST = 3;

  /** Largest relative difference between a unit's rhythm and the motion's. */
  private static final double OWN_RHYTHM = 0.2;

  /** Amplitudes from and to, in m/s^2. */
  private static final double WEAKEST = 3;

  private static final double STRONGEST = 8;

  /** In m/s^2. */
  private static final double NOISE = 0.3;

  private UnknownMotion() {}

  /** The motions of the 15 axes, in the order of a segment's rows; others for each call. */
  static List<AxisMotion> draw(RandomGenerator random) {
    double frequency = random.nextDouble(SLOWEST, FASTEST);
    List<AxisMotion> motions = new ArrayList<>();
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      double[] gravity = gravity(random);
      double own = frequency * random.nextDouble(1 - OWN_RHYTHM, 1 + OWN_RHYTHM);
      for (double mean : gravity) {
        List<AxisMotion.Wave> waves =
            new ArrayList<>(Collections.nCopies(AxisMotion.WAVES, new AxisMotion.Wave(own, 0, 0)));
        waves.set(
            0,
            new AxisMotion.Wave(
                own, random.nextDouble(WEAKEST, STRONGEST), random.nextDouble(-Math.PI, Math.PI)));
        motions.add(new AxisMotion(mean, NOISE, 0, waves));
      }
    }
    return motions;
  }

  /** What a unit at rest measures that lies in any orientation, in m/s^2. */
  static double[] gravity(RandomGenerator random) {
    double[] gravity = new double[BodyUnit.AXES];
    double squares = 0;
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      gravity[axis] = random.nextGaussian();
      squares += gravity[axis] * gravity[axis];
    }
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      gravity[axis] *= GRAVITY / Math.sqrt(squares);
    }
    return gravity;
  }
}
