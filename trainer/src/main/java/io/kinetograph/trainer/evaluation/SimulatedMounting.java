// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.mounting.Mounting;
import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Ways in which wearers may strap their units on, simulated by turning and exchanging what units
 * recorded. Each wearer gets one mounting for all of his segments.
 */
public enum SimulatedMounting {
  /** Unchanged. */
  AS_RECORDED,
  /** Each unit tilted by 15 degrees about a random axis. */
  TILTED_15,
  /** Each unit tilted by 30 degrees about a random axis. */
  TILTED_30,
  /** One unit, chosen at random, upside down: turned by 180 degrees about z, out of the body. */
  ONE_UPSIDE_DOWN,
  /** Each unit upside down. */
  UPSIDE_DOWN,
  /** Right and left exchanged, of the arms and of the legs. */
  EXCHANGED,
  /** Each unit turned by any angle about the direction of gravity while standing. */
  ABOUT_GRAVITY,
  /** Each unit in any orientation. */
  ANY;

  private static final double[] OUT_OF_THE_BODY = {0, 0, 1};

  /**
   * The mounting of a wearer.
   *
   * @param seed another seed gives other mountings
   * @param wearer number of the wearer
   */
  public Mounting of(long seed, int wearer) {
    // Neighboring seeds of Random begin alike; the first number is not used.
    Random random = new Random(31 * seed + wearer);
    random.nextLong();
    int chosen = random.nextInt(BodyUnit.COUNT);
    List<Rotation> rotations = new ArrayList<>();
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      rotations.add(rotation(BodyUnit.at(unit), unit == chosen, random));
    }
    return new Mounting(rotations, this == EXCHANGED);
  }

  /**
   * Reads a list of mountings.
   *
   * @param text names with commas between them, {@code tilted} for both of that name, or {@code
   *     all}
   * @return in the order in which they are declared here
   * @throws IllegalArgumentException if a name is unknown
   */
  public static Set<SimulatedMounting> parse(String text) {
    Set<SimulatedMounting> chosen = EnumSet.noneOf(SimulatedMounting.class);
    for (String name : text.split(",", -1)) {
      Set<SimulatedMounting> named = EnumSet.allOf(SimulatedMounting.class);
      if (!name.equals("all")) {
        named.removeIf(mounting -> !mounting.isNamed(name));
      }
      if (named.isEmpty()) {
        throw new IllegalArgumentException(
            "mounting '%s' is unknown: choose from %s, or all"
                .formatted(
                    name,
                    EnumSet.allOf(SimulatedMounting.class).stream()
                        .map(SimulatedMounting::toString)
                        .collect(Collectors.joining(", "))));
      }
      chosen.addAll(named);
    }
    return chosen;
  }

  private boolean isNamed(String name) {
    boolean isTilted = this == TILTED_15 || this == TILTED_30;
    return name.equals(toString()) || (isTilted && name.equals("tilted"));
  }

  /** Whether another seed gives another mounting. */
  boolean isRandom() {
    return this != AS_RECORDED && this != UPSIDE_DOWN && this != EXCHANGED;
  }

  private Rotation rotation(BodyUnit unit, boolean chosen, RandomGenerator random) {
    return switch (this) {
      case AS_RECORDED, EXCHANGED -> Rotation.NONE;
      case TILTED_15 -> Rotation.aboutRandomAxis(Math.toRadians(15), random);
      case TILTED_30 -> Rotation.aboutRandomAxis(Math.toRadians(30), random);
      case ONE_UPSIDE_DOWN -> chosen ? Rotation.about(OUT_OF_THE_BODY, Math.PI) : Rotation.NONE;
      case UPSIDE_DOWN -> Rotation.about(OUT_OF_THE_BODY, Math.PI);
      case ABOUT_GRAVITY ->
          Rotation.about(MountingContract.standing(unit), 2 * Math.PI * random.nextDouble());
      case ANY -> Rotation.any(random);
    };
  }

  /** Its name as the command line and results have it, such as {@code as-recorded}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
