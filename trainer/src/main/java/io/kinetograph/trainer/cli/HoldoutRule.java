package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.Holdout;

/** Reads a rule for what is kept back, and names the option if it is none: several take one. */
final class HoldoutRule {

  private HoldoutRule() {}

  static Holdout of(String option, String text, long seed) {
    try {
      return Holdout.parse(text, seed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
