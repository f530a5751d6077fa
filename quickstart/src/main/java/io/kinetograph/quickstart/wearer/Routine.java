// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import java.time.Duration;

/**
 * How simulated wearers spend their time.
 *
 * @param bout how long they do one thing on average, at least {@link #SHORTEST_BOUT}; two thirds to
 *     four thirds of it
 * @param isVaried whether they also do something that no model knows, take off one unit or all, and
 *     change what they do at any time; if not, activities change between segments only
 */
public record Routine(Duration bout, boolean isVaried) {

  /** Shorter bouts could begin and end in one segment. */
  public static final Duration SHORTEST_BOUT = Duration.ofSeconds(10);

  /** One known activity after the other, 20 to 40 s each: each segment has one ground truth. */
  public static final Routine PLAIN = new Routine(Duration.ofSeconds(30), false);

  /** Everything that a label or an episode can say. */
  public static final Routine VARIED = new Routine(Duration.ofSeconds(40), true);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the bouts are too short
   */
  public Routine {
    if (bout.compareTo(SHORTEST_BOUT) < 0) {
      throw new IllegalArgumentException(
          "bouts of " + bout.toMillis() + " ms are shorter than 10 s");
    }
  }
}
