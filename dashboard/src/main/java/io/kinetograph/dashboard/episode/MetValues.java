// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import java.util.Map;
import java.util.Optional;

/**
 * How much energy an activity takes, as a multiple of sitting at rest (metabolic equivalent, MET).
 *
 * <p>The figures are those of the 2011 Compendium of Physical Activities, for the entry closest to
 * what the subjects of the model's training data did. They are means of adults, and a person may
 * differ by a third. The compendium has no entry for a slope of 15 degrees; the one with the
 * steepest slope is taken.
 *
 * @see <a href="https://pacompendium.com/">The compendium</a>: Ainsworth et al., Medicine and
 *     Science in Sports and Exercise 43 (2011), 1575-1581
 */
public final class MetValues {

  /** Where the figures are from. */
  public static final String SOURCE = "2011 Compendium of Physical Activities";

  private static final Map<String, MetValue> BY_ACTIVITY =
      Map.ofEntries(
          value("sitting", "07021", 1.3),
          value("standing", "07040", 1.3),
          value("lying-on-back", "07011", 1.3),
          value("lying-on-right-side", "07011", 1.3),
          value("ascending-stairs", "17133", 4.0),
          value("descending-stairs", "17070", 3.5),
          value("standing-in-elevator", "07040", 1.3),
          value("moving-in-elevator", "07041", 1.8),
          value("walking-parking-lot", "17190", 3.5),
          value("walking-treadmill-flat", "17170", 3.0),
          value("walking-treadmill-inclined", "17211", 8.0),
          value("running-treadmill", "12030", 8.3),
          value("stepper", "02065", 9.0),
          value("cross-trainer", "02048", 5.0),
          value("cycling-horizontal", "02010", 7.0),
          value("cycling-vertical", "02010", 7.0),
          value("rowing", "02071", 4.8),
          value("jumping", "02020", 8.0),
          value("playing-basketball", "15055", 6.5));

  private MetValues() {}

  /**
   * A figure of the compendium.
   *
   * @param code the entry's code
   * @param met the multiple of rest
   */
  public record MetValue(String code, double met) {}

  /** The figure of one of the shipped model's activities; empty for any other activity. */
  public static Optional<MetValue> of(String activity) {
    return Optional.ofNullable(BY_ACTIVITY.get(activity));
  }

  /** All figures by activity. */
  static Map<String, MetValue> all() {
    return BY_ACTIVITY;
  }

  private static Map.Entry<String, MetValue> value(String activity, String code, double met) {
    return Map.entry(activity, new MetValue(code, met));
  }
}
