// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How units move on people who walk: for each unit, moments that turn with its heading. With z its
 * horizontal acceleration as a complex number and v its vertical acceleration, both without their
 * means, these are E[z(t) v(t - lag)] for lags of -8 to 8 columns, and E[z^2], divided by the
 * standard deviations of z and v. If a unit is turned about the vertical by an angle a, the former
 * are multiplied by e^(ia) and the last by e^(2ia).
 *
 * <p>A further row, {@code LEGS}, is for z of the torso and, as v, the right leg's vertical
 * acceleration minus the left leg's. It tells the legs apart: the torso sways to the leg that
 * carries it.
 *
 * <p>The shipped reference, {@code walking.csv}, is the mean over subjects 1 to 7 of the UCI Daily
 * and Sports Activities data set (Barshan and Yuksek 2014) and over its activities 9 (walking in a
 * parking lot) and 10 (walking on a flat treadmill). Each unit was made upright by its mean in
 * activity 2 (standing). {@code MountingOnDataSetIT} of the module {@code recordings} computes it
 * again. Immutable.
 */
public final class WalkingReference {

  private static final String NAME = "walking.csv";
  private static final int LEGS = BodyUnit.COUNT;
  private static final int LARGEST_LAG = 8;
  private static final int LAGS = 2 * LARGEST_LAG + 1;
  private static final double[] UP = {0, 0, 1};

  /** What E[z^2] counts against a lag. */
  private static final double SQUARE_WEIGHT = 0.5;

  /** Real and imaginary parts in turn. */
  private final double[][] rows;

  private WalkingReference(double[][] rows) {
    this.rows = rows;
  }

  /** The reference in this jar. */
  public static WalkingReference shipped() {
    try (InputStream resource = WalkingReference.class.getResourceAsStream(NAME)) {
      if (resource == null) {
        throw new IllegalStateException(NAME + " is not in this jar");
      }
      var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII));
      return new WalkingReference(
          lines
              .lines()
              .map(line -> Arrays.stream(line.split(",")).skip(1))
              .map(row -> row.mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The reference of one wearer, whose units are as in the contract.
   *
   * @param standing segments of standing
   * @param walking segments of walking
   */
  public static WalkingReference of(List<Segment> standing, List<Segment> walking) {
    double[][] rows = new double[BodyUnit.COUNT + 1][];
    Rotation[] upright = new Rotation[BodyUnit.COUNT];
    for (BodyUnit unit : BodyUnit.values()) {
      double[] gravity = MountingEstimator.mean(standing, unit);
      upright[unit.index()] = Rotation.between(gravity, MountingContract.standing(unit));
      rows[unit.index()] = moments(tracks(walking, unit, upright[unit.index()], unit));
    }
    rows[LEGS] = moments(legTracks(walking, upright[0], upright[3], upright[4]));
    return new WalkingReference(rows);
  }

  /** The mean of several. */
  public static WalkingReference mean(List<WalkingReference> all) {
    double[][] rows = new double[BodyUnit.COUNT + 1][2 * (LAGS + 1)];
    for (WalkingReference one : all) {
      for (int row = 0; row < rows.length; row++) {
        for (int i = 0; i < rows[row].length; i++) {
          rows[row][i] += one.rows[row][i] / all.size();
        }
      }
    }
    return new WalkingReference(rows);
  }

  /** The text of {@code walking.csv}: a name, then real and imaginary parts in turn. */
  public String toCsv() {
    StringBuilder csv = new StringBuilder();
    for (int row = 0; row < rows.length; row++) {
      csv.append(row == LEGS ? "LEGS" : BodyUnit.at(row).name());
      csv.append(
          Arrays.stream(rows[row])
              .mapToObj(value -> String.format(Locale.ROOT, ",%.4f", value))
              .collect(Collectors.joining("", "", "\n")));
    }
    return csv.toString();
  }

  /** A unit's acceleration to the east, to the north and up, in each segment. */
  private static List<double[][]> tracks(
      List<Segment> walking, BodyUnit unit, Rotation upright, BodyUnit contract) {
    Rotation toEarth = upright.then(Rotation.between(MountingContract.standing(contract), UP));
    List<double[][]> tracks = new ArrayList<>();
    for (Segment segment : walking) {
      float[] values = segment.toArray();
      toEarth.apply(values, unit);
      tracks.add(centered(values, unit));
    }
    return tracks;
  }

  /** The torso's horizontal acceleration, and the difference between the legs. */
  private static List<double[][]> legTracks(
      List<Segment> walking, Rotation torso, Rotation rightLeg, Rotation leftLeg) {
    List<double[][]> tracks = tracks(walking, BodyUnit.TORSO, torso, BodyUnit.TORSO);
    List<double[][]> right = tracks(walking, BodyUnit.RIGHT_LEG, rightLeg, BodyUnit.RIGHT_LEG);
    List<double[][]> left = tracks(walking, BodyUnit.LEFT_LEG, leftLeg, BodyUnit.LEFT_LEG);
    for (int i = 0; i < tracks.size(); i++) {
      double[] ofRight = right.get(i)[2];
      double[] ofLeft = left.get(i)[2];
      Arrays.setAll(tracks.get(i)[2], t -> ofRight[t] - ofLeft[t]);
    }
    return tracks;
  }

  /**
   * A unit's accelerations without their means.
   *
   * @param values of a segment, row after row
   * @return 3 axes x 125 columns
   */
  static double[][] centered(float[] values, BodyUnit unit) {
    double[][] rows = new double[BodyUnit.AXES][Segment.COLUMNS];
    for (int axis = 0; axis < rows.length; axis++) {
      int first = unit.row(axis) * Segment.COLUMNS;
      Arrays.setAll(rows[axis], t -> values[first + t]);
      double mean = Arrays.stream(rows[axis]).average().orElse(0);
      double[] row = rows[axis];
      Arrays.setAll(row, t -> row[t] - mean);
    }
    return rows;
  }

  private static double[] moments(List<double[][]> tracks) {
    double[] moments = new double[2 * (LAGS + 1)];
    double zz = 0;
    double vv = 0;
    for (double[][] track : tracks) {
      double[] v = track[2];
      for (int t = 0; t < v.length; t++) {
        double east = track[0][t];
        double north = track[1][t];
        for (int i = 0; i < LAGS; i++) {
          int other = t + LARGEST_LAG - i;
          if (other >= 0 && other < v.length) {
            moments[2 * i] += east * v[other];
            moments[2 * i + 1] += north * v[other];
          }
        }
        moments[2 * LAGS] += east * east - north * north;
        moments[2 * LAGS + 1] += 2 * east * north;
        zz += east * east + north * north;
        vv += v[t] * v[t];
      }
    }
    for (int i = 0; i < moments.length && zz > 0 && vv > 0; i++) {
      moments[i] /= i < 2 * LAGS ? Math.sqrt(zz * vv) : zz;
    }
    return moments;
  }

  /**
   * How a unit is turned about the vertical, where its walking matches the reference best.
   *
   * @param degrees from -180 to 180, counterclockwise seen from above; turning what it measures by
   *     this angle brings it to the contract
   * @param rival the best match more than 60 degrees away, divided by the best of all; the smaller,
   *     the clearer the heading; 1 if nothing matches
   */
  record Heading(double degrees, double rival) {}

  /** The heading of an upright unit. */
  Heading heading(List<Segment> walking, BodyUnit unit, Rotation upright, BodyUnit contract) {
    double[] expected = rows[contract.index()];
    double[] found = moments(tracks(walking, unit, upright, contract));
    double[] matches = new double[360];
    int best = 0;
    for (int degree = 0; degree < matches.length; degree++) {
      double angle = Math.toRadians(degree);
      matches[degree] =
          match(expected, found, 0, LAGS, angle)
              + SQUARE_WEIGHT * match(expected, found, LAGS, LAGS + 1, 2 * angle);
      best = matches[degree] > matches[best] ? degree : best;
    }
    double rival = 0;
    for (int away = 61; away < 300; away++) {
      rival = Math.max(rival, matches[(best + away) % matches.length]);
    }
    return new Heading(
        best > 180 ? best - 360 : best, matches[best] > 0 ? rival / matches[best] : 1);
  }

  /**
   * Which leg is which: from 1, the legs' units are where they should be, to -1, they are
   * exchanged.
   *
   * @param torso turns the torso's unit to the contract
   * @param rightLeg makes the right leg's unit upright
   * @param leftLeg makes the left leg's unit upright
   */
  double legs(List<Segment> walking, Rotation torso, Rotation rightLeg, Rotation leftLeg) {
    double[] expected = rows[LEGS];
    double[] found = moments(legTracks(walking, torso, rightLeg, leftLeg));
    double scale =
        Math.sqrt(match(expected, expected, 0, LAGS, 0) * match(found, found, 0, LAGS, 0));
    return scale > 0 ? match(expected, found, 0, LAGS, 0) / scale : 0;
  }

  /** The real part of the sum of conj(a) b e^(i angle) over some moments. */
  private static double match(double[] a, double[] b, int from, int to, double angle) {
    double re = 0;
    double im = 0;
    for (int i = 2 * from; i < 2 * to; i += 2) {
      re += a[i] * b[i] + a[i + 1] * b[i + 1];
      im += a[i] * b[i + 1] - a[i + 1] * b[i];
    }
    return re * Math.cos(angle) - im * Math.sin(angle);
  }
}
