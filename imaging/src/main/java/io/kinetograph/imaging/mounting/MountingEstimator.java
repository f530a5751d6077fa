// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.mounting.MountingEstimate.Upright;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a wearer's units sit from a recording in which the wearer stands still and walks.
 *
 * <p>{@link Movement} finds pauses and walking. The direction of gravity in a pause tells how far a
 * unit leans, if the wearer stood. A pause of somebody who sat or lay is recognized by comparison
 * with walking: the torso and the legs of somebody who walks are on average upright. Without
 * walking, nothing can tell.
 *
 * <p>How a unit is turned about the vertical shows only in walking: see {@link WalkingReference}.
 */
public final class MountingEstimator {

  /** A unit that measures less, in m/s^2, has no direction. */
  private static final double LEAST_GRAVITY = 0.1;

  /** Standing and walking wearers differ by up to 17 degrees, sitting ones by 55 at the legs. */
  private static final double POSTURE_DEGREES = 35;

  /** A pause counts if it has this share of the walking that the best one has. */
  private static final double MOST_WALKING = 0.9;

  /** Segments of walking that make a heading: 15 s. */
  private static final int ENOUGH_WALKING = 3;

  /** The largest {@link WalkingReference.Heading#rival} of a clear heading. */
  private static final double CLEAR = 0.8;

  private static final double CLEAR_ARM = 0.6;

  /** The smallest similarity of the legs' movement with exchanged legs. */
  private static final double EXCHANGED_LEGS = -0.3;

  /** The arms of the contract differ by 39 degrees, standing wearers by up to 13. */
  private static final double OTHER_ARM_DEGREES = 25;

  private final WalkingReference reference;

  /** A pause, and the walking in the same posture: without what only looked like it. */
  private record Standing(List<Segment> pause, List<Segment> walking) {}

  /** Creates an estimator that compares with a reference. */
  public MountingEstimator(WalkingReference reference) {
    this.reference = reference;
  }

  /**
   * Finds how the units sit.
   *
   * @param segments of one wearer in order of time, none of which overlap
   */
  public MountingEstimate estimate(List<Segment> segments) {
    List<List<Segment>> pauses = Movement.pauses(segments);
    Standing best = longest(pauses, Movement.walking(segments));
    List<Segment> standing = best.pause();
    List<Segment> walking = best.walking();
    @Nullable Upright[] asLabeled = new Upright[BodyUnit.COUNT];
    for (BodyUnit unit : BodyUnit.values()) {
      asLabeled[unit.index()] = upright(standing, walking, unit, unit);
    }
    boolean arms =
        isLikeOther(asLabeled, BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM)
            && isLikeOther(asLabeled, BodyUnit.LEFT_ARM, BodyUnit.RIGHT_ARM);
    boolean legs = legsExchanged(asLabeled, walking);
    List<MountingEstimate.Unit> units = new ArrayList<>();
    for (BodyUnit unit : BodyUnit.values()) {
      BodyUnit place =
          switch (unit) {
            case TORSO -> unit;
            case RIGHT_ARM -> arms ? BodyUnit.LEFT_ARM : unit;
            case LEFT_ARM -> arms ? BodyUnit.RIGHT_ARM : unit;
            case RIGHT_LEG -> legs ? BodyUnit.LEFT_LEG : unit;
            case LEFT_LEG -> legs ? BodyUnit.RIGHT_LEG : unit;
          };
      boolean seen = segments.stream().anyMatch(segment -> segment.coverage(unit) > 0);
      boolean still = !Movement.worn(standing, List.of(unit)).isEmpty();
      Upright upright =
          place == unit ? asLabeled[unit.index()] : upright(standing, walking, unit, place);
      units.add(new MountingEstimate.Unit(unit, place, seen, still, upright));
    }
    return new MountingEstimate(
        units,
        standing,
        walking,
        walking.isEmpty() ? Movement.unlikeWalking(segments, ENOUGH_WALKING) : null,
        standing.isEmpty() && !pauses.isEmpty(),
        arms,
        legs);
  }

  /**
   * The longest pause in whose posture the wearer walked, rather than a moment with a phone; of
   * pauses of the same length, the nearest to walking.
   */
  private static Standing longest(List<List<Segment>> pauses, List<Segment> moving) {
    List<Standing> all =
        pauses.stream().map(pause -> new Standing(pause, inPosture(pause, moving))).toList();
    int most = all.stream().mapToInt(found -> found.walking().size()).max().orElse(0);
    return all.stream()
        .filter(found -> moving.isEmpty() || most > 0)
        .filter(found -> found.walking().size() >= MOST_WALKING * most)
        .min(
            Comparator.comparingInt((Standing found) -> -found.pause().size())
                .thenComparingLong(found -> distance(found.pause(), found.walking())))
        .orElse(new Standing(List.of(), moving));
  }

  private @Nullable Upright upright(
      List<Segment> standing, List<Segment> walking, BodyUnit unit, BodyUnit place) {
    List<Segment> still = Movement.worn(standing, List.of(unit));
    double[] gravity = mean(still, unit);
    if (still.isEmpty() || length(gravity) < LEAST_GRAVITY) {
      return null;
    }
    double[] contract = MountingContract.standing(place);
    Rotation upright = Rotation.between(gravity, contract);
    OptionalDouble heading = heading(walking, unit, upright, place);
    // A unit that is turned measures the opposite turn, so the same turn brings its values back.
    Rotation toContract =
        MountingEstimate.isTurned(place, heading)
            ? upright.then(Rotation.about(contract, Math.toRadians(heading.orElse(0))))
            : upright;
    return new Upright(
        List.of(gravity[0], gravity[1], gravity[2]),
        degrees(gravity, contract),
        heading,
        toContract);
  }

  private OptionalDouble heading(
      List<Segment> walking, BodyUnit unit, Rotation upright, BodyUnit place) {
    List<Segment> moving = Movement.worn(walking, List.of(unit));
    if (moving.size() < ENOUGH_WALKING) {
      return OptionalDouble.empty();
    }
    WalkingReference.Heading found = reference.heading(moving, unit, upright, place);
    return found.rival() <= (MountingEstimate.isArm(place) ? CLEAR_ARM : CLEAR)
        ? OptionalDouble.of(found.degrees())
        : OptionalDouble.empty();
  }

  /** Whether an arm's unit leans as the other arm's should. */
  private static boolean isLikeOther(@Nullable Upright[] all, BodyUnit arm, BodyUnit other) {
    Upright upright = all[arm.index()];
    if (upright == null || upright.degreesToContract() < OTHER_ARM_DEGREES) {
      return false;
    }
    double[] gravity = upright.gravity().stream().mapToDouble(Double::doubleValue).toArray();
    return degrees(gravity, MountingContract.standing(other)) <= MountingContract.STANDING_DEGREES;
  }

  /** By the torso, which sways with the leg that carries it. */
  private boolean legsExchanged(@Nullable Upright[] all, List<Segment> walking) {
    Upright torso = all[BodyUnit.TORSO.index()];
    Upright right = all[BodyUnit.RIGHT_LEG.index()];
    Upright left = all[BodyUnit.LEFT_LEG.index()];
    if (torso == null || torso.heading().isEmpty() || right == null || left == null) {
      return false;
    }
    List<Segment> moving = Movement.worn(walking, Movement.TORSO_AND_LEGS);
    return moving.size() >= ENOUGH_WALKING
        && reference.legs(moving, torso.toContract(), right.toContract(), left.toContract())
            < EXCHANGED_LEGS;
  }

  /** The segments in which the torso and the legs are on average as in a pause. */
  private static List<Segment> inPosture(List<Segment> pause, List<Segment> moving) {
    Map<BodyUnit, double[]> still = new EnumMap<>(BodyUnit.class);
    for (BodyUnit unit : Movement.TORSO_AND_LEGS) {
      still.put(unit, mean(Movement.worn(pause, List.of(unit)), unit));
    }
    return moving.stream()
        .filter(
            segment ->
                still.entrySet().stream()
                    .filter(unit -> Movement.isWorn(segment, unit.getKey()))
                    .allMatch(
                        unit ->
                            degrees(unit.getValue(), mean(List.of(segment), unit.getKey()))
                                <= POSTURE_DEGREES))
        .toList();
  }

  /** Time between a pause and the closest walking, in microseconds; 0 if there is no walking. */
  private static long distance(List<Segment> pause, List<Segment> walking) {
    long start = pause.get(0).startMicros();
    long end = pause.get(pause.size() - 1).endMicros();
    return walking.stream()
        .mapToLong(segment -> Math.max(start - segment.endMicros(), segment.startMicros() - end))
        .min()
        .orElse(0);
  }

  /** A unit's mean acceleration, x, y, z; 0 without segments. */
  static double[] mean(List<Segment> segments, BodyUnit unit) {
    double[] mean = new double[BodyUnit.AXES];
    for (Segment segment : segments) {
      for (int axis = 0; axis < mean.length; axis++) {
        for (int t = 0; t < Segment.COLUMNS; t++) {
          mean[axis] += segment.value(unit.row(axis), t);
        }
      }
    }
    for (int axis = 0; axis < mean.length; axis++) {
      mean[axis] /= Math.max(1.0, (double) segments.size() * Segment.COLUMNS);
    }
    return mean;
  }

  private static double degrees(double[] a, double[] b) {
    return length(a) >= LEAST_GRAVITY && length(b) >= LEAST_GRAVITY
        ? Math.toDegrees(Rotation.between(a, b).radians())
        : 0;
  }

  private static double length(double[] vector) {
    return Math.hypot(Math.hypot(vector[0], vector[1]), vector[2]);
  }
}
