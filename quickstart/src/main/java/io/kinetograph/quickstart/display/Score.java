// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import java.util.Collection;

/**
 * The number of right labels.
 *
 * @param right labels that equal the ground truth
 * @param all labels whose ground truth is known
 */
record Score(long right, long all) {

  /** The score of one label. */
  static Score of(boolean right) {
    return new Score(right ? 1 : 0, 1);
  }

  /** The sum of both. */
  Score plus(Score other) {
    return new Score(right + other.right, all + other.all);
  }

  /** The sum of all. */
  static Score total(Collection<Score> scores) {
    return scores.stream().reduce(new Score(0, 0), Score::plus);
  }

  /** The share of right labels, 0 to 1; NaN without labels. */
  double share() {
    return (double) right / all;
  }
}
