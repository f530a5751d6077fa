// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;

/**
 * Moments of how one unit moves while walking. With z the horizontal acceleration of the unit as a
 * complex number and v a vertical acceleration, both without their mean over the segment, they are:
 *
 * <ul>
 *   <li>0 to 16: E[z(t) v(t - lag)] for lags of -8 to 8 columns
 *   <li>17: E[|z|^2 z] and 18: E[z v^2]
 *   <li>19: E[z^2]
 * </ul>
 *
 * all divided by the standard deviations of z and v. If the unit is turned about the vertical by an
 * angle a, the moments 0 to 18 are multiplied by e^(ia), and the last by e^(2ia).
 */
final class WalkingMoments {

  static final int COUNT = 20;

  /** The lags' moments come first. */
  static final int LAGS = 17;

  private static final int LARGEST_LAG = LAGS / 2;
  private static final int SQUARE = 19;

  private final double[] re = new double[COUNT];
  private final double[] im = new double[COUNT];
  private double zz;
  private double vv;
  private int columns;

  /** The horizontal and vertical acceleration of a unit in a segment, without their means. */
  static final class Track {

    private final double[] re = new double[Segment.COLUMNS];
    private final double[] im = new double[Segment.COLUMNS];
    private final double[] vertical = new double[Segment.COLUMNS];

    /**
     * Turns and splits a unit's accelerations.
     *
     * @param toContract aligns the unit's vertical with that of the contract
     * @param contract the unit whose contract counts
     */
    static Track of(Segment segment, BodyUnit unit, Rotation toContract, BodyUnit contract) {
      double[] up = Rotation.unitVector(MountingContract.standing(contract));
      double[] east = east(up);
      double[] north = Rotation.cross(up, east);
      Track track = new Track();
      for (int t = 0; t < Segment.COLUMNS; t++) {
        double[] measured = {
          segment.value(unit.row(0), t),
          segment.value(unit.row(1), t),
          segment.value(unit.row(2), t)
        };
        double[] turned = toContract.apply(measured);
        track.re[t] = Rotation.dot(east, turned);
        track.im[t] = Rotation.dot(north, turned);
        track.vertical[t] = Rotation.dot(up, turned);
      }
      center(track.re);
      center(track.im);
      center(track.vertical);
      return track;
    }

    double[] vertical() {
      return vertical;
    }

    /** The horizontal direction closest to the axis that is the least vertical. */
    private static double[] east(double[] up) {
      int least = 0;
      for (int axis = 1; axis < BodyUnit.AXES; axis++) {
        least = Math.abs(up[axis]) < Math.abs(up[least]) ? axis : least;
      }
      double[] east = {-up[least] * up[0], -up[least] * up[1], -up[least] * up[2]};
      east[least] += 1;
      return Rotation.unitVector(east);
    }

    private static void center(double[] values) {
      double mean = 0;
      for (double value : values) {
        mean += value / values.length;
      }
      for (int i = 0; i < values.length; i++) {
        values[i] -= mean;
      }
    }
  }

  /** Adds a segment. */
  void add(Track track, double[] vertical) {
    for (int t = 0; t < Segment.COLUMNS; t++) {
      double x = track.re[t];
      double y = track.im[t];
      double v = vertical[t];
      double square = x * x + y * y;
      for (int lag = -LARGEST_LAG; lag <= LARGEST_LAG; lag++) {
        if (t - lag >= 0 && t - lag < Segment.COLUMNS) {
          re[lag + LARGEST_LAG] += x * vertical[t - lag];
          im[lag + LARGEST_LAG] += y * vertical[t - lag];
        }
      }
      re[LAGS] += square * x;
      im[LAGS] += square * y;
      re[LAGS + 1] += x * v * v;
      im[LAGS + 1] += y * v * v;
      re[SQUARE] += x * x - y * y;
      im[SQUARE] += 2 * x * y;
      zz += square;
      vv += v * v;
      columns++;
    }
  }

  /** The moments, as real and imaginary parts in turn; 0 without movement. */
  double[] normalized() {
    double[] all = new double[2 * COUNT];
    if (zz > 0 && vv > 0) {
      double z = Math.sqrt(zz / columns);
      double v = Math.sqrt(vv / columns);
      for (int i = 0; i < COUNT; i++) {
        double scale =
            columns
                * (i < LAGS ? z * v : i == LAGS ? z * z * z : i == LAGS + 1 ? z * v * v : z * z);
        all[2 * i] = re[i] / scale;
        all[2 * i + 1] = im[i] / scale;
      }
    }
    return all;
  }
}
