// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Holds out segments that are drawn at random, the same share of every activity. Neighboring
 * seconds of a recording may be in different parts, so the accuracy applies to wearers that the
 * model has seen.
 */
public sealed interface RandomHoldout extends Holdout {

  /**
   * Checks a share.
   *
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  static void requireShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
    }
  }

  /**
   * A share of every activity's segments.
   *
   * @param share above 0 and below 1
   */
  record Share(double share) implements RandomHoldout {

    /** Checks the share. */
    public Share {
      requireShare(share);
    }

    @Override
    public Split split(DataSet data, long seed) {
      return StratifiedSplit.share(data, share, new Random(seed));
    }

    @Override
    public String text() {
      return "random:" + share;
    }
  }

  /**
   * One of several draws of a share of every activity's segments: repeated random sub-sampling.
   *
   * @param number which of the draws, from 1
   * @param share above 0 and below 1
   */
  record Repeat(int number, double share) implements RandomHoldout {

    /** Checks the ranges. */
    public Repeat {
      if (number < 1) {
        throw new IllegalArgumentException("repeat " + number + " is not at least 1");
      }
      requireShare(share);
    }

    @Override
    public Split split(DataSet data, long seed) {
      SplittableRandom seeds = new SplittableRandom(seed);
      for (int before = 1; before < number; before++) {
        seeds.nextLong();
      }
      return StratifiedSplit.share(data, share, new Random(seeds.nextLong()));
    }

    @Override
    public String text() {
      return "repeat:" + number + ":" + share;
    }
  }

  /**
   * One of several parts that a data set is dealt out to at random, every activity evenly: k-fold
   * cross-validation. All parts of the same seed together are the data set, and none has a segment
   * of another.
   *
   * @param number which part, from 1
   * @param folds how many there are, at least 2
   */
  record Fold(int number, int folds) implements RandomHoldout {

    /** Checks the ranges. */
    public Fold {
      if (folds < 2) {
        throw new IllegalArgumentException("folds " + folds + " is not at least 2");
      }
      if (number < 1 || number > folds) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "fold %d is not from 1 to %d", number, folds));
      }
    }

    @Override
    public Split split(DataSet data, long seed) {
      return StratifiedSplit.part(data, number, folds, new Random(seed));
    }

    @Override
    public String text() {
      return "fold:" + number + ":" + folds;
    }
  }
}
