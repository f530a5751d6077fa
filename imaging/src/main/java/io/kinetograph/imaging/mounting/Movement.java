// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds pauses and walking. A segment is still if no unit moves in it; still segments one after the
 * other are a pause. A segment is walking if the torso and the legs, as far as they are worn, move
 * as much as on people who walk, and repeat their movement one stride later.
 */
final class Movement {

  static final List<BodyUnit> TORSO_AND_LEGS =
      List.of(BodyUnit.TORSO, BodyUnit.RIGHT_LEG, BodyUnit.LEFT_LEG);

  /** The smallest coverage with which a unit counts. */
  private static final float WORN = 0.9f;

  /** Standing wearers of the data set move by 0.03 to 0.24 m/s^2 (root mean square). */
  private static final double STILL = 0.5;

  /** Movement of the torso and the legs while walking, in m/s^2 (root mean square). */
  private static final double[] TORSO_WALKS = {1.5, 4.5};

  private static final double[] LEG_WALKS = {3.3, 10};

  /** Correlation with the same movement one stride (0.8 to 1.6 s) later. */
  private static final double RHYTHM = 0.35;

  private static final int SHORTEST_STRIDE = 20;
  private static final int LONGEST_STRIDE = 40;

  private Movement() {}

  /** Pauses in order of time. */
  static List<List<Segment>> pauses(List<Segment> segments) {
    List<List<Segment>> pauses = new ArrayList<>();
    long end = Long.MIN_VALUE;
    for (Segment segment : segments) {
      if (isStill(segment)) {
        if (segment.startMicros() != end) {
          pauses.add(new ArrayList<>());
        }
        pauses.get(pauses.size() - 1).add(segment);
        end = segment.endMicros();
      }
    }
    return pauses;
  }

  /** The segments that look like walking. */
  static List<Segment> walking(List<Segment> segments) {
    return segments.stream().filter(Movement::isWalking).toList();
  }

  /**
   * The unit of torso and legs that keeps segments from looking like walking, because it lies on a
   * table, sends another unit of measurement, or is worn elsewhere.
   *
   * @param enough how many segments look like walking without this unit, at least
   * @return null if there is none
   */
  static @Nullable BodyUnit unlikeWalking(List<Segment> segments, int enough) {
    for (BodyUnit unit : TORSO_AND_LEGS) {
      List<Segment> others =
          worn(segments, List.of(unit)).stream()
              .map(segment -> segment.without(EnumSet.of(unit)))
              .toList();
      if (walking(others).size() >= enough) {
        return unit;
      }
    }
    return null;
  }

  /** The segments in which all these units are worn. */
  static List<Segment> worn(List<Segment> segments, List<BodyUnit> units) {
    return segments.stream()
        .filter(segment -> units.stream().allMatch(unit -> isWorn(segment, unit)))
        .toList();
  }

  static boolean isWorn(Segment segment, BodyUnit unit) {
    return segment.coverage(unit) >= WORN;
  }

  private static boolean isStill(Segment segment) {
    float[] values = segment.toArray();
    List<double[][]> units = new ArrayList<>();
    for (BodyUnit unit : BodyUnit.values()) {
      if (isWorn(segment, unit)) {
        units.add(WalkingReference.centered(values, unit));
      }
    }
    return !units.isEmpty()
        && units.stream().allMatch(unit -> Math.sqrt(product(unit, 0)) <= STILL);
  }

  private static boolean isWalking(Segment segment) {
    float[] values = segment.toArray();
    List<double[][]> units = new ArrayList<>();
    for (BodyUnit unit : TORSO_AND_LEGS) {
      if (isWorn(segment, unit)) {
        double[][] centered = WalkingReference.centered(values, unit);
        double[] range = unit == BodyUnit.TORSO ? TORSO_WALKS : LEG_WALKS;
        double movement = Math.sqrt(product(centered, 0));
        if (movement < range[0] || movement > range[1]) {
          return false;
        }
        units.add(centered);
      }
    }
    return IntStream.rangeClosed(SHORTEST_STRIDE, LONGEST_STRIDE)
        .anyMatch(
            lag ->
                units.stream().mapToDouble(unit -> product(unit, lag) / product(unit, 0)).sum()
                    > RHYTHM * Math.max(1, units.size()));
  }

  /** Mean product of a unit's movement with the same some columns later, in (m/s^2)^2. */
  private static double product(double[][] unit, int lag) {
    double sum = 0;
    for (double[] axis : unit) {
      for (int t = lag; t < axis.length; t++) {
        sum += axis[t - lag] * axis[t];
      }
    }
    return sum / (Segment.COLUMNS - lag);
  }
}
