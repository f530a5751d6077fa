// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import java.time.Duration;

/**
 * What happens to readings between a wearable and the broker.
 *
 * @param loss fraction of the readings that never arrive, from 0 to below 1
 * @param duplicates fraction of the readings that arrive twice, from 0 to 1
 * @param delay the longest delay of a reading; delays are evenly distributed from 0, so readings
 *     overtake each other
 * @param jitter the largest error of a reading's {@code startedAt}; errors are evenly distributed
 *     around 0
 */
public record RadioLink(double loss, double duplicates, Duration delay, Duration jitter) {

  /** Loses, repeats, delays and changes nothing. */
  public static final RadioLink PERFECT = new RadioLink(0, 0, Duration.ZERO, Duration.ZERO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RadioLink {
    require(loss >= 0 && loss < 1, "loss %s is not at least 0 and below 1", loss);
    require(duplicates >= 0 && duplicates <= 1, "duplicates %s is not from 0 to 1", duplicates);
    require(!delay.isNegative(), "delay %s ms is negative", delay.toMillis());
    require(!jitter.isNegative(), "jitter %s ms is negative", jitter.toMillis());
  }

  private static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }
}
