// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.RandomHoldout;
import io.kinetograph.trainer.settings.Range;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Protocols whose test sets are drawn at random from the segments of all subjects. */
public sealed interface RandomProtocol extends Protocol {

  /**
   * One random split: the test set has a share of each activity's segments.
   *
   * @param share above 0 and below 1
   */
  record RandomSplit(double share) implements RandomProtocol {

    /** Checks the range, before the recordings are read, which takes a while. */
    public RandomSplit {
      RandomHoldout.requireShare(share);
    }

    @Override
    public String name() {
      return "random";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      Holdout holdout = new RandomHoldout.Share(share);
      return new TestSets(List.of(new TestSet(1, "split", holdout)), List.of());
    }
  }

  /**
   * Repeated random sub-sampling: several random splits, as in Barshan and Yuksek (2014).
   *
   * @param repeats from 1 to 1000
   * @param share above 0 and below 1
   */
  record RepeatedSubSampling(int repeats, double share) implements RandomProtocol {

    /** Checks the range. */
    public RepeatedSubSampling {
      new Range("[1,1000]").require("repeats", repeats);
      RandomHoldout.requireShare(share);
    }

    @Override
    public String name() {
      return "rrss";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      return numbered(repeats, "repeat-%02d", i -> new RandomHoldout.Repeat(i, share));
    }
  }

  /**
   * k-fold cross-validation: the recordings are divided into parts, each the test set of one fold.
   *
   * @param folds number of parts, from 2 to 1000
   */
  record KFold(int folds) implements RandomProtocol {

    /** Checks the range. */
    public KFold {
      new Range("[2,1000]").require("folds", folds);
    }

    @Override
    public String name() {
      return "kfold";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      return numbered(folds, "fold-%02d", i -> new RandomHoldout.Fold(i, folds));
    }
  }

  private static TestSets numbered(int count, String name, IntFunction<Holdout> holdout) {
    return new TestSets(
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new TestSet(i, String.format(Locale.ROOT, name, i), holdout.apply(i)))
            .toList(),
        List.of());
  }
}
