// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How a wearer's units sit, found by {@link MountingEstimator}.
 *
 * @param units one for each unit, in the order of {@link BodyUnit}
 * @param standing the segments in which the wearer stood still, one after the other; empty if there
 *     are none
 * @param walking the segments in which the wearer walked, in order of time
 * @param unlikeWalking the unit of torso and legs without which the others look like walking; null
 *     if walking was found, or is missing for another reason
 * @param stillOtherwise whether the wearer was only still in another posture than while walking,
 *     such as sitting
 * @param armsExchanged whether each arm's unit reads what the other's should
 * @param legsExchanged whether each leg's unit moves as the other's should
 */
public record MountingEstimate(
    List<Unit> units,
    List<Segment> standing,
    List<Segment> walking,
    @Nullable BodyUnit unlikeWalking,
    boolean stillOtherwise,
    boolean armsExchanged,
    boolean legsExchanged) {

  /** Copies the lists. */
  public MountingEstimate {
    units = List.copyOf(units);
    standing = List.copyOf(standing);
    walking = List.copyOf(walking);
  }

  /**
   * How one unit sits.
   *
   * @param unit the unit that the readings name
   * @param place where it is worn: the opposite side if the units of both sides are exchanged
   * @param seen whether there are readings of it
   * @param still whether there are complete readings of it while the wearer stood still
   * @param upright what was found while the wearer stood still; null if it is not {@code still}, or
   *     measures nearly 0 m/s^2
   */
  public record Unit(
      BodyUnit unit, BodyUnit place, boolean seen, boolean still, @Nullable Upright upright) {}

  /**
   * How a unit sits by a wearer who stood still.
   *
   * @param gravity the mean acceleration, x, y, z in m/s^2
   * @param degreesToContract the angle between it and the contract's, from 0 to 180
   * @param heading by how many degrees the unit is turned about the vertical, compared with the
   *     contract, from -180 to 180 and counterclockwise seen from above; it must be turned back by
   *     this angle; empty if no walking was found or it does not show clearly
   * @param toContract turns what the unit measures to what the contract expects; about the vertical
   *     only if the heading is more than {@link #headingError} away from the contract's
   */
  public record Upright(
      List<Double> gravity, double degreesToContract, OptionalDouble heading, Rotation toContract) {

    /** Copies the list. */
    public Upright {
      gravity = List.copyOf(gravity);
    }

    /** Length of the mean acceleration, in m/s^2. */
    public double magnitude() {
      return Math.sqrt(gravity.stream().mapToDouble(axis -> axis * axis).sum());
    }

    /** Whether the unit measures about 9.81 m/s^2 at rest: 15 percent is an error of its gain. */
    public boolean measuresGravity() {
      return Math.abs(magnitude() / 9.81 - 1) <= 0.15;
    }

    /** Whether gravity is where the contract has it, within 15 degrees. */
    public boolean leansAsInContract() {
      return degreesToContract <= MountingContract.STANDING_DEGREES;
    }

    /** Whether the unit sits as in the contract, as far as was found. */
    public boolean isAsInContract(BodyUnit place) {
      return leansAsInContract() && !isTurned(place, heading);
    }
  }

  /**
   * How far a heading may be off, in degrees; larger for arms, which people carry differently. At
   * least nine of ten estimates of left-out wearers of the data set are closer; the bounds were
   * chosen on the same wearers.
   */
  public static double headingError(BodyUnit place) {
    return isArm(place) ? 70 : 25;
  }

  /** Whether a heading is larger than its error. */
  public static boolean isTurned(BodyUnit place, OptionalDouble heading) {
    return Math.abs(heading.orElse(0)) > headingError(place);
  }

  /** Whether the torso's unit or a leg's was seen: arms alone do not show walking. */
  public boolean canShowWalking() {
    return units.stream().anyMatch(unit -> unit.seen() && !isArm(unit.unit()));
  }

  /** Whether a unit is worn on an arm. */
  public static boolean isArm(BodyUnit place) {
    return place == BodyUnit.RIGHT_ARM || place == BodyUnit.LEFT_ARM;
  }
}
