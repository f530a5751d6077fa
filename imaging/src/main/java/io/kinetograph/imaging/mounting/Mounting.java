// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Collections;
import java.util.List;

/**
 * How a wearer's units are turned against the orientation in which something was recorded.
 *
 * @param rotations one for each unit, in the order of {@link BodyUnit}
 */
public record Mounting(List<Rotation> rotations) {

  /** As recorded. */
  public static final Mounting AS_RECORDED =
      new Mounting(Collections.nCopies(BodyUnit.COUNT, Rotation.NONE));

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is not one rotation for each unit
   */
  public Mounting {
    rotations = List.copyOf(rotations);
    if (rotations.size() != BodyUnit.COUNT) {
      throw new IllegalArgumentException(
          "%d rotations, not one for each of %d units".formatted(rotations.size(), BodyUnit.COUNT));
    }
  }

  /** What the units would have measured in this mounting; time and coverage stay. */
  public Segment turn(Segment segment) {
    if (equals(AS_RECORDED)) {
      return segment;
    }
    float[] values = segment.toArray();
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      rotations.get(unit).apply(values, BodyUnit.at(unit));
    }
    return segment.withValues(values);
  }
}
