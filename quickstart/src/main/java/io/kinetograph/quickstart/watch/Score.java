package io.kinetograph.quickstart.watch;

import java.util.Collection;

/**
 * How many labels were right.
 *
 * @param right those that were the truth
 * @param all those whose truth is known
 */
public record Score(long right, long all) {

  /** One label. */
  static Score of(boolean right) {
    return new Score(right ? 1 : 0, 1);
  }

  /** Both scores' labels together. */
  Score plus(Score other) {
    return new Score(right + other.right, all + other.all);
  }

  /** All scores' labels together. */
  static Score total(Collection<Score> scores) {
    return scores.stream().reduce(new Score(0, 0), Score::plus);
  }

  /** The share that is right, from 0 to 1; not a number if there is no label. */
  public double share() {
    return (double) right / all;
  }
}
