// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Units that were taken off, and lie on a table in any orientation. Used by one thread. */
final class UnitsOnTable {

  /** A sensor's noise on each axis, in m/s^2. */
  private static final double NOISE = 0.003;

  private final Map<BodyUnit, double[]> units = new EnumMap<>(BodyUnit.class);
  private final RandomGenerator random;

  /**
   * Puts units on a table.
   *
   * @param random for how they lie, and for noise; may be used elsewhere between two calls
   */
  UnitsOnTable(Set<BodyUnit> units, RandomGenerator random) {
    this.random = random;
    units.forEach(unit -> this.units.put(unit, UnknownMotion.gravity(random)));
  }

  /**
   * Writes what these units measure into a part of a segment.
   *
   * @param values 15 x 125 accelerations in m/s^2, row after row
   * @param from first column to write
   * @param to the column after the last one to write
   */
  void fill(float[] values, int from, int to) {
    units.forEach(
        (unit, gravity) -> {
          for (int axis = 0; axis < BodyUnit.AXES; axis++) {
            int row = unit.row(axis) * Segment.COLUMNS;
            for (int column = from; column < to; column++) {
              values[row + column] = (float) (gravity[axis] + NOISE * random.nextGaussian());
            }
          }
        });
  }
}
