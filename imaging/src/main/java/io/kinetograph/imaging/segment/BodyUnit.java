// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

/**
 * A place on the body that carries an accelerometer, in the order of the picture's rows.
 *
 * <p>The order is that of the UCI Daily and Sports Activities data set (Barshan and Yuksek 2014)
 * and is part of every model: row {@code 3 * index() + axis} of a picture belongs to the unit.
 */
public enum BodyUnit {
  /** Chest. */
  TORSO(0),
  /** Right wrist. */
  RIGHT_ARM(1),
  /** Left wrist. */
  LEFT_ARM(2),
  /** Right leg, above the knee. */
  RIGHT_LEG(3),
  /** Left leg, above the knee. */
  LEFT_LEG(4);

  /** Number of axes of a unit: x, y and z. */
  public static final int AXES = 3;

  private static final BodyUnit[] VALUES = values();

  /** Number of units. */
  public static final int COUNT = VALUES.length;

  private final int index;

  BodyUnit(int index) {
    this.index = index;
  }

  /**
   * The picture's row of one axis of this unit.
   *
   * @param axis 0 for x, 1 for y, 2 for z
   * @return a row from 0 to 14
   */
  public int row(int axis) {
    if (axis < 0 || axis >= AXES) {
      throw new IllegalArgumentException("axis " + axis + " is not 0, 1 or 2");
    }
    return AXES * index + axis;
  }

  /** Position of the unit in the order, from 0 to 4. */
  public int index() {
    return index;
  }

  /**
   * The unit at a position in the order, without the copy that {@code values()} makes.
   *
   * @param index 0 to 4
   */
  public static BodyUnit at(int index) {
    return VALUES[index];
  }
}
