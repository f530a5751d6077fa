package io.kinetograph.streams.topology;

import java.time.Duration;

/**
 * How closed segments are gathered for one call of the model.
 *
 * @param size the most segments of a call
 * @param linger how long a closed segment waits for others at the most
 */
public record BatchRules(int size, Duration linger) {

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if the size is not from 1 to 1024 or the linger below 1 ms
   */
  public BatchRules {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException("size " + size + " is not from 1 to 1024");
    }
    if (linger.toMillis() < 1) {
      throw new IllegalArgumentException("linger " + linger + " is below 1 ms");
    }
  }
}
