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
 * <p>How still is measured by the <b>slow deviation</b>: the standard deviation of a unit's
 * acceleration over a segment (the square root of the sum of the three axes' variances) after a
 * moving average of 0.6 s. It shows how a breath tilts the torso, but little of the sensor's noise,
 * however the samples lie between the columns of the segment.
 *
 * <p>In the recordings of the data set, the torso's slow deviation is above 0.012 m/s^2 at least
 * once in any 20 s; the noise of its sensor makes 0.003. Arms and legs of people who lie go down to
 * 0.004: alone, they can hardly be told from a unit on a table. But while the torso moves by more
 * than 0.5, no worn limb stays below 0.015 for more than one segment.
 *
 * <p>Not thread-safe; one for a task.
 */
final class WearCheck {

  /** A unit with less of a segment shows too little of a breath. */
  private static final float MIN_COVERAGE = 0.8f;

  /** Columns of the moving average. */
  private static final int AVERAGED = 15;

  /** Slow deviation of a limb at rest, in m/s^2. */
  private static final double RESTING_LIMB = 0.015;

  /** Standard deviation, of no average, of a unit of which the body moves, in m/s^2. */
  private static final double MOVING = 0.5;

  /** Acceleration at rest, in m/s^2: outside, the unit of the readings is wrong. */
  private static final double LEAST_AT_REST = 7;

  private static final double MOST_AT_REST = 13;

  private static final int TORSO = BodyUnit.TORSO.index();

  private final int afterMillis;
  private final double torsoLimit;
  private final double limbLimit;
  private final int hopMillis;
  private final UnitMotion[] motions = new UnitMotion[BodyUnit.COUNT];

  /** Values of a unit by axis, and the sums of those before each column: used again. */
  private final float[][] rows = new float[BodyUnit.AXES][Segment.COLUMNS];

  private final double[] xUntil = new double[Segment.COLUMNS + 1];
  private final double[] yUntil = new double[Segment.COLUMNS + 1];
  private final double[] zUntil = new double[Segment.COLUMNS + 1];

  /**
   * How a unit moves in a segment.
   *
   * @param coverage how much of it was measured, 0 to 1
   * @param deviation its standard deviation, in m/s^2
   * @param slow the same after a moving average
   * @param gravity length of the mean acceleration
   */
  private record UnitMotion(float coverage, double deviation, double slow, double gravity) {

    boolean isMoving() {
      return deviation > MOVING;
    }

    /** Whether it shows enough, and in the right unit, to call it still. */
    boolean canBeStill() {
      return coverage >= MIN_COVERAGE && measuresGravity();
    }

    boolean measuresGravity() {
      return gravity > LEAST_AT_REST && gravity < MOST_AT_REST;
    }
  }

  /**
   * What a segment says about the units.
   *
   * @param notWorn units that sent samples and are not worn
   * @param isWorn whether any unit is worn; also if nothing says that one is not
   */
  record Result(Set<BodyUnit> notWorn, boolean isWorn) {

    private static final Result ALL_WORN = new Result(Set.of(), true);
  }

  /**
   * Creates a check.
   *
   * @param hopMillis from one segment's start to the next one's
   */
  WearCheck(LabelSettings settings, long hopMillis) {
    this.afterMillis = Math.toIntExact(settings.notWornAfter().toMillis());
    this.torsoLimit = settings.notWornTorso();
    this.limbLimit = settings.notWornLimb();
    this.hopMillis = Math.toIntExact(hopMillis);
  }

  /**
   * Finds the units that are not worn in a wearer's segment.
   *
   * @param segment as measured
   * @param followsLast whether it is the next one after the last that was checked
   * @param stillMillis by unit, how long it has lain still until now; is updated
   */
  Result check(Segment segment, boolean followsLast, int[] stillMillis) {
    if (afterMillis == 0) {
      return Result.ALL_WORN;
    }
    for (int unit = 0; unit < motions.length; unit++) {
      motions[unit] = motion(segment, unit);
    }
    boolean moving = isMoving();
    boolean allRest = isAllAtRest();
    Set<BodyUnit> notWorn = EnumSet.noneOf(BodyUnit.class);
    boolean isWorn = false;
    for (int unit = 0; unit < motions.length; unit++) {
      UnitMotion motion = motions[unit];
      if (!followsLast && stillMillis[unit] < afterMillis) {
        stillMillis[unit] = 0;
      }
      if (motion.coverage() == 0) {
        continue;
      }
      if (!isStill(unit, moving, allRest) || !motion.measuresGravity()) {
        stillMillis[unit] = 0;
      } else if (motion.canBeStill()) {
        int added = stillMillis[unit] == 0 ? (int) (Segment.LENGTH_MICROS / 1000) : hopMillis;
        stillMillis[unit] = (int) Math.min(Integer.MAX_VALUE, (long) stillMillis[unit] + added);
      }
      if (stillMillis[unit] >= afterMillis) {
        notWorn.add(BodyUnit.at(unit));
      } else {
        // One that shows too little to be called still must not speak for the others.
        isWorn |= motion.canBeStill() || motion.isMoving();
      }
    }
    return new Result(notWorn, isWorn || notWorn.isEmpty());
  }

  private boolean isStill(int unit, boolean moving, boolean allRest) {
    double slow = motions[unit].slow();
    return unit == TORSO
        ? slow < torsoLimit
        : slow < limbLimit || (slow < RESTING_LIMB && (moving || allRest));
  }

  /** Whether the wearer moves so much that each worn unit does. */
  private boolean isMoving() {
    UnitMotion torso = motions[TORSO];
    if (torso.slow() >= torsoLimit) {
      return torso.isMoving();
    }
    // Without the torso, one unit says little: an arm can move alone.
    int moving = 0;
    for (UnitMotion motion : motions) {
      moving += motion.isMoving() ? 1 : 0;
    }
    return moving > 1;
  }

  /** Whether nothing moves, although the torso unit would show a breath. */
  private boolean isAllAtRest() {
    if (!motions[TORSO].canBeStill() || motions[TORSO].slow() >= torsoLimit) {
      return false;
    }
    for (UnitMotion motion : motions) {
      if (motion.slow() >= RESTING_LIMB) {
        return false;
      }
    }
    return true;
  }

  /** Deviations are not a number if the unit measured nothing. */
  private UnitMotion motion(Segment segment, int unit) {
    BodyUnit bodyUnit = BodyUnit.at(unit);
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      segment.copyRow(bodyUnit.row(axis), rows[axis]);
    }
    float[] x = rows[0];
    float[] y = rows[1];
    float[] z = rows[2];
    double xSum = 0;
    double ySum = 0;
    double zSum = 0;
    double squares = 0;
    // The three axes in one loop: their sums do not wait for each other.
    for (int column = 0; column < Segment.COLUMNS; column++) {
      xSum += x[column];
      ySum += y[column];
      zSum += z[column];
      squares += square(x[column], y[column], z[column]);
      xUntil[column + 1] = xSum;
      yUntil[column + 1] = ySum;
      zUntil[column + 1] = zSum;
    }
    double xMean = xSum / Segment.COLUMNS;
    double yMean = ySum / Segment.COLUMNS;
    double zMean = zSum / Segment.COLUMNS;
    double squaredMean = square(xMean, yMean, zMean);
    double slowSquares = 0;
    for (int to = AVERAGED; to <= Segment.COLUMNS; to++) {
      int from = to - AVERAGED;
      slowSquares +=
          square(
              xUntil[to] - xUntil[from] - AVERAGED * xMean,
              yUntil[to] - yUntil[from] - AVERAGED * yMean,
              zUntil[to] - zUntil[from] - AVERAGED * zMean);
    }
    // Sums in double precision lose nothing that counts. Rounded, the first one may be below 0.
    double variance = Math.max(0, squares - Segment.COLUMNS * squaredMean);
    float coverage = segment.coverage(bodyUnit);
    int averages = Segment.COLUMNS - AVERAGED + 1;
    // Instants that were not measured have the mean of the others, and add nothing to the
    // variances.
    return new UnitMotion(
        coverage,
        Math.sqrt(variance / (Segment.COLUMNS * coverage)),
        Math.sqrt(slowSquares / (averages * coverage)) / AVERAGED,
        Math.sqrt(squaredMean));
  }

  private static double square(double x, double y, double z) {
    return x * x + y * y + z * z;
  }
}
