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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How units move on people who walk, as recorded in the data set: the {@link WalkingMoments} of
 * each unit, and those of the torso's horizontal acceleration with the difference of the right and
 * the left leg's vertical acceleration, which tell the legs apart.
 *
 * <p>The shipped reference, {@code walking.csv}, is the mean over subjects 1 to 7 of the UCI Daily
 * and Sports Activities data set (Barshan and Yuksek 2014) and over its activities 9 (walking in a
 * parking lot) and 10 (walking on a flat treadmill), after each unit was aligned by its mean while
 * standing (activity 2). {@code MountingOnDataSetIT} of the module {@code recordings} computes it
 * again from the data set. Immutable.
 */
public final class WalkingReference {

  private static final String NAME = "walking.csv";

  /** After one row for each unit. */
  private static final int LEGS = BodyUnit.COUNT;

  /** Chosen so that each kind of moment counts about the same: lags, skewness, mixed, square. */
  private static final double[] WEIGHTS = {1, 0.3, 0.5, 0.5};

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
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII));
      return new WalkingReference(
          lines
              .lines()
              .map(line -> line.substring(line.indexOf(',') + 1).split(","))
              .map(row -> Arrays.stream(row).mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The moments of one wearer with all units as in the contract.
   *
   * @param standing segments that tell where down is
   * @param walking segments of walking
   */
  public static WalkingReference of(List<Segment> standing, List<Segment> walking) {
    double[][] rows = new double[BodyUnit.COUNT + 1][];
    Rotation[] upright = new Rotation[BodyUnit.COUNT];
    for (BodyUnit unit : BodyUnit.values()) {
      upright[unit.index()] =
          Rotation.between(MountingEstimator.mean(standing, unit), MountingContract.standing(unit));
      rows[unit.index()] = moments(walking, unit, upright[unit.index()], unit);
    }
    rows[LEGS] =
        legMoments(
            walking,
            upright[BodyUnit.TORSO.index()],
            upright[BodyUnit.RIGHT_LEG.index()],
            upright[BodyUnit.LEFT_LEG.index()]);
    return new WalkingReference(rows);
  }

  /** The mean of several. */
  public static WalkingReference mean(List<WalkingReference> all) {
    double[][] rows = new double[BodyUnit.COUNT + 1][2 * WalkingMoments.COUNT];
    for (WalkingReference one : all) {
      for (int row = 0; row < rows.length; row++) {
        for (int i = 0; i < rows[row].length; i++) {
          rows[row][i] += one.rows[row][i] / all.size();
        }
      }
    }
    return new WalkingReference(rows);
  }

  /** The table as it is in the resource: a name, then real and imaginary parts in turn. */
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

  private static double[] moments(
      List<Segment> walking, BodyUnit unit, Rotation upright, BodyUnit contract) {
    WalkingMoments moments = new WalkingMoments();
    for (Segment segment : walking) {
      WalkingMoments.Track track = WalkingMoments.Track.of(segment, unit, upright, contract);
      moments.add(track, track.vertical());
    }
    return moments.normalized();
  }

  private static double[] legMoments(
      List<Segment> walking, Rotation torso, Rotation rightLeg, Rotation leftLeg) {
    WalkingMoments moments = new WalkingMoments();
    for (Segment segment : walking) {
      double[] right = track(segment, BodyUnit.RIGHT_LEG, rightLeg).vertical();
      double[] left = track(segment, BodyUnit.LEFT_LEG, leftLeg).vertical();
      double[] difference = new double[right.length];
      Arrays.setAll(difference, t -> right[t] - left[t]);
      moments.add(track(segment, BodyUnit.TORSO, torso), difference);
    }
    return moments.normalized();
  }

  private static WalkingMoments.Track track(Segment segment, BodyUnit unit, Rotation upright) {
    return WalkingMoments.Track.of(segment, unit, upright, unit);
  }

  /**
   * A heading: by which turn about the vertical the walking matches best.
   *
   * @param radians from -pi to pi, counterclockwise about {@link MountingContract#standing}; turns
   *     the unit to the contract
   * @param rival the best match that is more than 60 degrees away, divided by the best of all; the
   *     smaller, the clearer the heading
   */
  record Heading(double radians, double rival) {}

  /** The heading of an upright unit; none if nothing matches. */
  @Nullable Heading heading(
      List<Segment> walking, BodyUnit unit, Rotation upright, BodyUnit contract) {
    double[] expected = rows[contract.index()];
    double[] found = moments(walking, unit, upright, contract);
    // conj(expected) * found, each kind of moment with its weight
    double[] once = new double[2];
    double[] twice = new double[2];
    for (int i = 0; i < WalkingMoments.COUNT; i++) {
      double weight = WEIGHTS[Math.max(0, i - WalkingMoments.LAGS + 1)];
      double[] sum = i == WalkingMoments.COUNT - 1 ? twice : once;
      sum[0] += weight * dot(expected, found, i);
      sum[1] += weight * cross(expected, found, i);
    }
    double[] matches = new double[360];
    int best = 0;
    for (int degree = 0; degree < matches.length; degree++) {
      double angle = Math.toRadians(degree);
      matches[degree] =
          once[0] * Math.cos(angle)
              - once[1] * Math.sin(angle)
              + twice[0] * Math.cos(2 * angle)
              - twice[1] * Math.sin(2 * angle);
      best = matches[degree] > matches[best] ? degree : best;
    }
    double rival = 0;
    for (int away = 61; away < 300; away++) {
      rival = Math.max(rival, matches[(best + away) % matches.length]);
    }
    return matches[best] > 0
        ? new Heading(Math.toRadians(best > 180 ? best - 360 : best), rival / matches[best])
        : null;
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
    double[] found = legMoments(walking, torso, rightLeg, leftLeg);
    double match = 0;
    double expectedSquare = 0;
    double foundSquare = 0;
    for (int i = 0; i < WalkingMoments.LAGS; i++) {
      match += dot(expected, found, i);
      expectedSquare += dot(expected, expected, i);
      foundSquare += dot(found, found, i);
    }
    return foundSquare > 0 ? match / Math.sqrt(expectedSquare * foundSquare) : 0;
  }

  private static double dot(double[] a, double[] b, int i) {
    return a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
  }

  private static double cross(double[] a, double[] b, int i) {
    return a[2 * i] * b[2 * i + 1] - a[2 * i + 1] * b[2 * i];
  }
}
