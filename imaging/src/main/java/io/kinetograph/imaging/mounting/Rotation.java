// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A rotation in space, as a unit quaternion. It turns what a unit measures: the same movement,
 * measured by a unit that is strapped on in another orientation.
 */
public final class Rotation {

  /** Changes nothing. */
  public static final Rotation NONE = new Rotation(1, 0, 0, 0);

  private static final double SMALLEST_LENGTH = 1e-9;

  private final double w;
  private final double x;
  private final double y;
  private final double z;

  private Rotation(double w, double x, double y, double z) {
    this.w = w;
    this.x = x;
    this.y = y;
    this.z = z;
  }

  /**
   * A rotation about an axis, counterclockwise seen from its tip.
   *
   * @param axis x, y, z; of any length but 0
   * @param radians the angle
   * @throws IllegalArgumentException if the axis has no direction
   */
  public static Rotation about(double[] axis, double radians) {
    double[] unit = unitVector(axis);
    double sine = Math.sin(radians / 2);
    return new Rotation(Math.cos(radians / 2), sine * unit[0], sine * unit[1], sine * unit[2]);
  }

  /** A rotation by an angle about a random axis, each with equal probability. */
  public static Rotation aboutRandomAxis(double radians, RandomGenerator random) {
    double z = 2 * random.nextDouble() - 1;
    double around = 2 * Math.PI * random.nextDouble();
    double radius = Math.sqrt(1 - z * z);
    return about(new double[] {radius * Math.cos(around), radius * Math.sin(around), z}, radians);
  }

  /** Any orientation, each with equal probability (Marsaglia 1972: a random direction in 4-D). */
  public static Rotation any(RandomGenerator random) {
    double w = random.nextGaussian();
    double x = random.nextGaussian();
    double y = random.nextGaussian();
    double z = random.nextGaussian();
    double length = Math.sqrt(w * w + x * x + y * y + z * z);
    return length > SMALLEST_LENGTH
        ? new Rotation(w / length, x / length, y / length, z / length)
        : NONE;
  }

  /**
   * The smallest rotation that turns one direction into another. Between opposite directions there
   * is no smallest one: this one is about the axis across them that is closest to z.
   *
   * @param from x, y, z; of any length but 0
   * @param to x, y, z; of any length but 0
   * @throws IllegalArgumentException if one of them has no direction
   */
  public static Rotation between(double[] from, double[] to) {
    double[] a = unitVector(from);
    double[] b = unitVector(to);
    double[] axis = cross(a, b);
    double sine = Math.hypot(Math.hypot(axis[0], axis[1]), axis[2]);
    double cosine = dot(a, b);
    if (sine > SMALLEST_LENGTH) {
      return about(axis, Math.atan2(sine, cosine));
    }
    return cosine > 0 ? NONE : about(across(a), Math.PI);
  }

  /** The direction across a unit vector that is closest to z, or closest to x if that is z. */
  private static double[] across(double[] a) {
    boolean alongZ = Math.abs(a[2]) > 1 - SMALLEST_LENGTH;
    double[] b = alongZ ? new double[] {1, 0, 0} : new double[] {0, 0, 1};
    double along = dot(a, b);
    return new double[] {b[0] - along * a[0], b[1] - along * a[1], b[2] - along * a[2]};
  }

  /** This rotation, and another after it. */
  public Rotation then(Rotation next) {
    return new Rotation(
        next.w * w - next.x * x - next.y * y - next.z * z,
        next.w * x + next.x * w + next.y * z - next.z * y,
        next.w * y - next.x * z + next.y * w + next.z * x,
        next.w * z + next.x * y - next.y * x + next.z * w);
  }

  /** The angle, from 0 to pi. */
  public double radians() {
    return 2 * Math.atan2(Math.hypot(Math.hypot(x, y), z), Math.abs(w));
  }

  /**
   * The axis as a unit vector x, y, z, counterclockwise by {@link #radians}; z if there is none.
   */
  public double[] axis() {
    double length = Math.copySign(Math.hypot(Math.hypot(x, y), z), w);
    return Math.abs(length) > SMALLEST_LENGTH
        ? new double[] {x / length, y / length, z / length}
        : new double[] {0, 0, 1};
  }

  static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  /** A vector's direction, as a vector of length 1. */
  static double[] unitVector(double[] vector) {
    double length = Math.hypot(Math.hypot(vector[0], vector[1]), vector[2]);
    if (!(length > SMALLEST_LENGTH && Double.isFinite(length))) {
      throw new IllegalArgumentException(
          "(%s, %s, %s) is not a direction".formatted(vector[0], vector[1], vector[2]));
    }
    return new double[] {vector[0] / length, vector[1] / length, vector[2] / length};
  }

  /**
   * Turns a vector.
   *
   * @param vector x, y, z
   * @return a new one
   */
  public double[] apply(double[] vector) {
    double[] m = matrix();
    double[] turned = new double[BodyUnit.AXES];
    for (int row = 0; row < turned.length; row++) {
      turned[row] =
          m[3 * row] * vector[0] + m[3 * row + 1] * vector[1] + m[3 * row + 2] * vector[2];
    }
    return turned;
  }

  /**
   * Turns the accelerations of one unit, in place.
   *
   * @param values 15 x 125 accelerations, row after row
   */
  public void apply(float[] values, BodyUnit unit) {
    double[] m = matrix();
    int x0 = unit.row(0) * Segment.COLUMNS;
    int y0 = unit.row(1) * Segment.COLUMNS;
    int z0 = unit.row(2) * Segment.COLUMNS;
    for (int i = 0; i < Segment.COLUMNS; i++) {
      double vx = values[x0 + i];
      double vy = values[y0 + i];
      double vz = values[z0 + i];
      values[x0 + i] = (float) (m[0] * vx + m[1] * vy + m[2] * vz);
      values[y0 + i] = (float) (m[3] * vx + m[4] * vy + m[5] * vz);
      values[z0 + i] = (float) (m[6] * vx + m[7] * vy + m[8] * vz);
    }
  }

  /** The 3 x 3 matrix, row after row. */
  public double[] matrix() {
    return new double[] {
      1 - 2 * (y * y + z * z),
      2 * (x * y - z * w),
      2 * (x * z + y * w),
      2 * (x * y + z * w),
      1 - 2 * (x * x + z * z),
      2 * (y * z - x * w),
      2 * (x * z - y * w),
      2 * (y * z + x * w),
      1 - 2 * (x * x + y * y)
    };
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Rotation[%.3f, %.3f, %.3f, %.3f]", w, x, y, z);
  }
}
