// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How a wearer's units are worn, compared with how something was recorded.
 *
 * @param rotations how each unit is turned, in the order of {@link BodyUnit}
 * @param exchanged whether right and left units, of arms and legs, are exchanged
 */
public record Mounting(List<Rotation> rotations, boolean exchanged) {

  /** As recorded. */
  public static final Mounting AS_RECORDED =
      new Mounting(Collections.nCopies(BodyUnit.COUNT, Rotation.NONE));

  private static final int UNIT_VALUES = BodyUnit.AXES * Segment.COLUMNS;

  /** Every unit in its place. */
  public Mounting(List<Rotation> rotations) {
    this(rotations, false);
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is not one rotation for each unit
   */
  public Mounting {
    rotations = List.copyOf(rotations);
    if (rotations.size() != BodyUnit.COUNT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d rotations, not one for each of %d units",
              rotations.size(),
              BodyUnit.COUNT));
    }
  }

  /** What the units would have measured in this mounting; time and coverage stay. */
  public Segment turn(Segment segment) {
    if (equals(AS_RECORDED)) {
      return segment;
    }
    float[] values = segment.toArray();
    if (exchanged) {
      exchange(values, BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM);
      exchange(values, BodyUnit.RIGHT_LEG, BodyUnit.LEFT_LEG);
    }
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      rotations.get(unit).apply(values, BodyUnit.at(unit));
    }
    return segment.withValues(values);
  }

  /**
   * Exchanges what two units measured, in place.
   *
   * @param values 15 x 125 accelerations, row after row
   */
  public static void exchange(float[] values, BodyUnit one, BodyUnit other) {
    int first = one.row(0) * Segment.COLUMNS;
    int second = other.row(0) * Segment.COLUMNS;
    for (int i = 0; i < UNIT_VALUES; i++) {
      float kept = values[first + i];
      values[first + i] = values[second + i];
      values[second + i] = kept;
    }
  }
}
