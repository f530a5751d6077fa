// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout.Split;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.Workload;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Shows how far the folds of a plan are. The work is counted in epochs; an evaluation counts as the
 * epochs that take as long, because one with many mountings takes longer than an epoch.
 */
final class FoldProgress {

  /** A training step computes forward, and about twice as much backward. */
  private static final double FORWARD = 1 / 3.0;

  private final CrossValidationPlan plan;
  private final DataSet data;
  private final Progress progress;
  private final Workload work = new Workload(0, "epochs", System::nanoTime);
  private final Map<FoldTraining, Double> expected = new HashMap<>();

  FoldProgress(CrossValidationPlan plan, DataSet data, Progress progress) {
    this.plan = plan;
    this.data = data;
    this.progress = progress;
  }

  /** The work of all folds. */
  Workload work() {
    return work;
  }

  /**
   * Sets what is left to do for a fold that has not begun; the last call counts.
   *
   * @param epochs to train
   * @param passes how many times the test set is classified
   */
  void expect(FoldTraining fold, int epochs, long passes) {
    Split split = fold.settings().split(data);
    double left = epochs + passes * split.heldOut().size() * segment(fold, split);
    work.skip(Objects.requireNonNullElse(expected.put(fold, left), 0.0) - left);
  }

  /** The work to classify one segment. */
  private static double segment(FoldTraining fold, Split split) {
    return FORWARD / fold.settings().splitValidation(split).training().size();
  }

  /**
   * Starts the evaluation of a fold.
   *
   * @param segments how many times a segment is classified
   */
  Progress.Task evaluation(FoldTraining fold, long segments) {
    double segment = segment(fold, fold.settings().split(data));
    Progress.Task shown = progress.start(fold.name() + ", evaluating", segments);
    return new Progress.Task() {
      @Override
      public void advance(double steps) {
        shown.advance(steps);
        work.add(steps * segment);
      }

      @Override
      public void close() {
        shown.close();
      }
    };
  }

  /** Prints a message about a fold. */
  void say(FoldTraining fold, String what) {
    int place = plan.folds().indexOf(fold) + 1;
    progress.say(
        String.format(
            Locale.ROOT, "%s (%d of %d): %s", fold.name(), place, plan.folds().size(), what));
  }
}
