package io.kinetograph.streams.config;

import java.time.Duration;

/**
 * How many stream threads may fail before the app ends.
 *
 * @param failures the most failures within the span that a new thread makes up for; 0 for none.
 *     Threads that fail before the first of them is replaced are one
 * @param failureSpan the time over which failures are counted
 */
public record ThreadSettings(int failures, Duration failureSpan) {

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if failures are not from 0 to 1000 or the span below 1 ms
   */
  public ThreadSettings {
    if (failures < 0 || failures > 1000) {
      throw new IllegalArgumentException("failures " + failures + " is not from 0 to 1000");
    }
    if (failureSpan.toMillis() < 1) {
      throw new IllegalArgumentException("failure-span " + failureSpan + " is below 1 ms");
    }
  }
}
