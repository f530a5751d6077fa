// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;

/**
 * How units are strapped on in the data set that models are trained on: x along the trunk or the
 * limb, y across it, z out of the body. Units on the left are mirror images of those on the right.
 */
public final class MountingContract {

  /**
   * The acceleration of each unit while standing, in m/s^2: mean over subjects 1 to 7 of the
   * recordings of standing. Gravity appears as an acceleration upwards.
   */
  private static final double[][] STANDING = {
    {9.1, -0.6, 3.4}, {8.9, 3.5, 1.5}, {9.0, -3.0, 2.0}, {-9.7, -0.8, -0.9}, {-9.7, 0.3, -0.7}
  };

  private MountingContract() {}

  /** What a unit measures while its wearer stands still: x, y, z in m/s^2. */
  public static double[] standing(BodyUnit unit) {
    return STANDING[unit.index()].clone();
  }
}
