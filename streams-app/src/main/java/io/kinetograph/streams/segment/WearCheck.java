// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.LabelSettings;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds units that are not worn: those that have lain still for a while, as on no body.
 *
 * <p>How still is measured by the standard deviation of a unit's acceleration over a segment: the
 * square root of the sum of the three axes' variances. On the 7,980 segments of the data set, that
 * of the torso is at least 0.034 m/s^2, by breathing. Arms and legs of people who lie go down to
 * 0.0115, the noise of the sensor: alone, they can hardly be told from a unit on a table. But while
 * the torso moves by more than 0.5, no worn limb stays below 0.05 for more than one segment.
 *
 * <p>Not thread-safe; one for a task.
 */
final class WearCheck {

  /** A unit with less of a segment shows too little of a breath. */
  private static final float MIN_COVERAGE = 0.8f;

  /** Standard deviation of a limb at rest, in m/s^2. */
  private static final double RESTING_LIMB = 0.05;

  /** Standard deviation of a unit of which the body moves, in m/s^2. */
  private static final double MOVING = 0.5;

  /** Acceleration at rest, in m/s^2: outside, the unit of the readings is wrong. */
  private static final double LEAST_AT_REST = 7;

  private static final double MOST_AT_REST = 13;

  private static final int TORSO = BodyUnit.TORSO.index();

  private final long afterMillis;
  private final double torsoLimit;
  private final double limbLimit;
  private final int hopMillis;
  private final double[] deviations = new double[BodyUnit.COUNT];

  /**
   * Creates a check.
   *
   * @param hopMillis from one segment's start to the next one's
   */
  WearCheck(LabelSettings settings, long hopMillis) {
    this.afterMillis = settings.notWornAfter().toMillis();
    this.torsoLimit = settings.notWornTorso();
    this.limbLimit = settings.notWornLimb();
    this.hopMillis = Math.toIntExact(hopMillis);
  }

  /**
   * Finds the units that are not worn in a wearer's next segment.
   *
   * @param segment as measured
   * @param stillMillis by unit, how long it has lain still until now; is updated
   * @return among the units that measured anything
   */
  Set<BodyUnit> notWorn(Segment segment, int[] stillMillis) {
    Set<BodyUnit> notWorn = EnumSet.noneOf(BodyUnit.class);
    if (afterMillis == 0) {
      return notWorn;
    }
    for (int unit = 0; unit < deviations.length; unit++) {
      deviations[unit] = deviation(segment, unit);
    }
    boolean moving = isMoving();
    boolean allRest = isAllAtRest();
    for (int unit = 0; unit < deviations.length; unit++) {
      float coverage = segment.coverage(BodyUnit.at(unit));
      if (coverage == 0) {
        continue;
      }
      if (!isStill(unit, moving, allRest) || !measuresGravity(segment, unit)) {
        stillMillis[unit] = 0;
      } else if (coverage >= MIN_COVERAGE) {
        int added = stillMillis[unit] == 0 ? (int) (Segment.LENGTH_MICROS / 1000) : hopMillis;
        stillMillis[unit] = (int) Math.min(Integer.MAX_VALUE, (long) stillMillis[unit] + added);
      }
      if (stillMillis[unit] >= afterMillis) {
        notWorn.add(BodyUnit.at(unit));
      }
    }
    return notWorn;
  }

  private boolean isStill(int unit, boolean moving, boolean allRest) {
    double deviation = deviations[unit];
    return unit == TORSO
        ? deviation < torsoLimit
        : deviation < limbLimit || (deviation < RESTING_LIMB && (moving || allRest));
  }

  /** Whether the wearer moves so much that each worn unit does. */
  private boolean isMoving() {
    if (deviations[TORSO] >= torsoLimit) {
      return deviations[TORSO] > MOVING;
    }
    // Without the torso, one unit says little: an arm can move alone.
    int moving = 0;
    for (double deviation : deviations) {
      moving += deviation > MOVING ? 1 : 0;
    }
    return moving > 1;
  }

  /** Whether nothing moves, although the torso unit would show a breath. */
  private boolean isAllAtRest() {
    if (!(deviations[TORSO] < torsoLimit)) {
      return false;
    }
    for (double deviation : deviations) {
      if (deviation >= RESTING_LIMB) {
        return false;
      }
    }
    return true;
  }

  /** The standard deviation of what a unit measured; not a number if it measured nothing. */
  private static double deviation(Segment segment, int unit) {
    double variance = 0;
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      int row = BodyUnit.at(unit).row(axis);
      double mean = mean(segment, row);
      for (int column = 0; column < Segment.COLUMNS; column++) {
        double difference = segment.value(row, column) - mean;
        variance += difference * difference;
      }
    }
    // Instants that were not measured have the mean of the others, and add nothing to the sum.
    return Math.sqrt(variance / (Segment.COLUMNS * segment.coverage(BodyUnit.at(unit))));
  }

  private static double mean(Segment segment, int row) {
    double sum = 0;
    for (int column = 0; column < Segment.COLUMNS; column++) {
      sum += segment.value(row, column);
    }
    return sum / Segment.COLUMNS;
  }

  private static boolean measuresGravity(Segment segment, int unit) {
    double squares = 0;
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      double mean = mean(segment, BodyUnit.at(unit).row(axis));
      squares += mean * mean;
    }
    double length = Math.sqrt(squares);
    return length > LEAST_AT_REST && length < MOST_AT_REST;
  }
}
