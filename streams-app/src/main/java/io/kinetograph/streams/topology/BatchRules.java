package io.kinetograph.streams.topology;

import java.time.Duration;

/**
 * How closed segments are gathered for one call of the model, and how long a task goes on with
 * that.
 *
 * @param size the most segments of a call
 * @param linger how long a closed segment waits for others at the most
 * @param turn how long a task closes and labels segments before the stream thread commits, polls
 *     and works on its other tasks
 */
public record BatchRules(int size, Duration linger, Duration turn) {

  private static final Duration SHORTEST_TURN = Duration.ofMillis(10);

  /** Turns of a thread's tasks follow each other within one transaction of, by default, 10 s. */
  private static final Duration LONGEST_TURN = Duration.ofSeconds(1);

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if the size is not from 1 to 1024, the linger below 1 ms, or
   *     the turn not from 10 ms to 1 s
   */
  public BatchRules {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException("size " + size + " is not from 1 to 1024");
    }
    if (linger.toMillis() < 1) {
      throw new IllegalArgumentException("linger " + linger + " is below 1 ms");
    }
    if (turn.compareTo(SHORTEST_TURN) < 0 || turn.compareTo(LONGEST_TURN) > 0) {
      throw new IllegalArgumentException("turn " + turn + " is not from 10 ms to 1 s");
    }
  }
}
