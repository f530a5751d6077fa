package io.kinetograph.trainer.data;

import java.time.Duration;

/**
 * How often something is tried, and how long is waited in between: twice as long each time.
 *
 * @param attempts 1 or more
 * @param firstWait after the first attempt
 */
record Retries(int attempts, Duration firstWait) {

  /** How long to wait after an attempt, counted from 1. */
  Duration waitAfter(int attempt) {
    return firstWait.multipliedBy(1L << (attempt - 1));
  }
}
