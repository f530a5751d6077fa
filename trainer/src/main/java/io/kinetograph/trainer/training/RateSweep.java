package io.kinetograph.trainer.training;

/**
 * Which learning rates a range test goes through: each a fixed multiple of the one before.
 *
 * @param from the first, above 0
 * @param to the last, above the first
 * @param steps how many, at least 10
 */
public record RateSweep(double from, double to, int steps) {

  private static final int LEAST = 10;

  /** Checks the ranges. */
  public RateSweep {
    if (!(from > 0 && from < to && Double.isFinite(to))) {
      throw new IllegalArgumentException(
          "learning rates from %s to %s do not rise from above 0".formatted(from, to));
    }
    if (steps < LEAST) {
      throw new IllegalArgumentException("steps %d is not at least %d".formatted(steps, LEAST));
    }
  }

  /** From 1e-6 to 1 in 100 steps: what a training takes that is to find its rate by itself. */
  public static RateSweep usual() {
    return new RateSweep(1e-6, 1, 100);
  }

  /** The rate of a step, counted from 0. */
  double rate(int step) {
    return from * Math.pow(to / from, (double) step / (steps - 1));
  }
}
