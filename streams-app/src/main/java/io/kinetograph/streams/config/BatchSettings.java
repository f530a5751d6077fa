package io.kinetograph.streams.config;

import java.time.Duration;

/**
 * How closed segments are gathered for one call of the model, and how long a task goes on with
 * that.
 *
 * @param size the most segments of a call
 * @param linger how long a closed segment waits for others at the most
 * @param maxProcessingTime how long a task closes and labels segments before the stream thread
 *     commits, polls and works on its other tasks
 */
public record BatchSettings(int size, Duration linger, Duration maxProcessingTime) {

  private static final Duration SHORTEST_PROCESSING = Duration.ofMillis(10);

  /** The budgets of a thread's tasks add up within one transaction of, by default, 10 s. */
  private static final Duration LONGEST_PROCESSING = Duration.ofSeconds(1);

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if the size is not from 1 to 1024, the linger below 1 ms, or
   *     the maximum processing time not from 10 ms to 1 s
   */
  public BatchSettings {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException("size " + size + " is not from 1 to 1024");
    }
    if (linger.toMillis() < 1) {
      throw new IllegalArgumentException("linger " + linger + " is below 1 ms");
    }
    if (maxProcessingTime.compareTo(SHORTEST_PROCESSING) < 0
        || maxProcessingTime.compareTo(LONGEST_PROCESSING) > 0) {
      throw new IllegalArgumentException(
          "max-processing-time " + maxProcessingTime + " is not from 10 ms to 1 s");
    }
  }
}
