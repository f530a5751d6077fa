// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;

/**
 * How units are strapped on in the data set that models are trained on; {@code docs/mounting.md}
 * has a drawing. While the wearer stands with hanging arms:
 *
 * <ul>
 *   <li>Torso: x points up, y to the wearer's right, z forward.
 *   <li>Arms: x points up, from the hand to the elbow. On the right arm, y points forward and
 *       outward, z forward and inward. On the left arm, y points backward and inward, z forward and
 *       inward.
 *   <li>Legs: x points down, z outward. On the right leg, y points forward, on the left leg
 *       backward.
 * </ul>
 *
 * Units on the left are mirror images of those on the right, so their y axes are opposite.
 */
public final class MountingContract {

  /**
   * The acceleration of each unit while standing, in m/s^2: mean over subjects 1 to 7 of the
   * recordings of standing. Gravity appears as an acceleration upwards.
   */
  private static final double[][] STANDING = {
    {9.1, -0.6, 3.4}, {8.9, 3.5, 1.5}, {9.0, -3.0, 2.0}, {-9.7, -0.8, -0.9}, {-9.7, 0.3, -0.7}
  };

  /** How far a unit that sits as in the contract may lean; the data set's subjects: 13 at most. */
  static final double STANDING_DEGREES = 15;

  private MountingContract() {}

  /** What a unit measures while its wearer stands still: x, y, z in m/s^2. */
  public static double[] standing(BodyUnit unit) {
    return STANDING[unit.index()].clone();
  }
}
