// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import java.time.Duration;

/**
 * How simulated wearers spend their time.
 *
 * @param bout how long they do one thing on average, from {@link #SHORTEST_BOUT} to {@link
 *     #LONGEST_BOUT}; two thirds to four thirds of it
 * @param isVaried whether they also do something that no model knows, take off one unit or all, and
 *     change what they do at any time; if not, activities change between segments only
 */
public record Routine(Duration bout, boolean isVaried) {

  /** Shorter bouts could begin and end in one segment. */
  public static final Duration SHORTEST_BOUT = Duration.ofSeconds(10);

  /** The samples of a bout are counted in an int. */
  public static final Duration LONGEST_BOUT = Duration.ofDays(1);

  /** One known activity after the other, 20 to 40 s each: each segment has one ground truth. */
  public static final Routine PLAIN = new Routine(Duration.ofSeconds(30), false);

  /** Everything that a label or an episode can say. */
  public static final Routine VARIED = new Routine(Duration.ofSeconds(40), true);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the bouts are too short or too long
   */
  public Routine {
    if (bout.compareTo(SHORTEST_BOUT) < 0 || bout.compareTo(LONGEST_BOUT) > 0) {
      throw new IllegalArgumentException(
          "bout " + bout.toMillis() + " ms is not in the range from 10s to 24h");
    }
  }
}
