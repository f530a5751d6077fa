package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;

/** Is told how a protocol goes on. */
public interface CrossValidationListener {

  /** A fold was done before and is not trained again. */
  void foldKept(FoldTraining fold);

  /** Another process has a fold; it is left to it. */
  void foldBusy(FoldTraining fold);

  /**
   * A fold is begun or taken up.
   *
   * @param fold which
   * @param training opened, not run
   * @return is told how the training goes on
   */
  TrainingListener foldStarted(FoldTraining fold, Training training);

  /**
   * What a fold keeps back begins to be judged.
   *
   * @param fold which
   * @param segments how many there are, each counted once for every choice of worn units
   */
  default void judgingStarted(FoldTraining fold, long segments) {}

  /**
   * Segments are judged.
   *
   * @param count how many more
   */
  default void segmentsJudged(int count) {}

  /** All that was to be judged is. */
  default void judgingDone() {}

  /**
   * A fold is done, and its predictions are kept.
   *
   * @throws IOException if what is made of it cannot be written
   */
  void foldDone(FoldTraining fold, Evaluation evaluation) throws IOException;

  /** Accuracy by worn units was asked for, and of this fold it cannot be had any more. */
  void wornUnknown(FoldTraining fold);
}
