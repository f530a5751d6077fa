// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Some of the five units, for measuring how accurate a model is if only these are worn.
 *
 * @param name such as {@code both-arms}
 * @param units one or more
 */
public record WornUnits(String name, Set<BodyUnit> units) {

  /** All five. */
  public static final WornUnits ALL = new WornUnits("all-five", EnumSet.allOf(BodyUnit.class));

  /** Torso, right arm and right leg. */
  public static final WornUnits THREE =
      new WornUnits(
          "torso-right-arm-right-leg",
          Set.of(BodyUnit.TORSO, BodyUnit.RIGHT_ARM, BodyUnit.RIGHT_LEG));

  public WornUnits {
    units = Set.copyOf(units);
  }

  /** The usual choices: all, each alone, both arms, both legs, and torso with right leg. */
  public static List<WornUnits> usual() {
    List<WornUnits> usual = new ArrayList<>();
    usual.add(ALL);
    for (BodyUnit unit : EnumSet.allOf(BodyUnit.class)) {
      String name = unit.name().toLowerCase(Locale.ROOT).replace('_', '-');
      usual.add(new WornUnits(name, Set.of(unit)));
    }
    usual.add(new WornUnits("both-arms", Set.of(BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM)));
    usual.add(new WornUnits("both-legs", Set.of(BodyUnit.RIGHT_LEG, BodyUnit.LEFT_LEG)));
    usual.add(new WornUnits("torso-and-right-leg", Set.of(BodyUnit.TORSO, BodyUnit.RIGHT_LEG)));
    return List.copyOf(usual);
  }

  /** A segment as if only these units had been worn: the values of the others are 0 m/s^2. */
  Segment only(Segment segment) {
    return segment.without(EnumSet.complementOf(EnumSet.copyOf(units)));
  }
}
