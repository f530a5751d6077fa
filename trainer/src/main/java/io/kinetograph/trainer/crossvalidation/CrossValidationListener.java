package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;

/** Receives the progress of a cross-validation. */
public interface CrossValidationListener {

  /** A fold was finished before and is not trained again. */
  void foldSkipped(FoldTraining fold);

  /** Another process works on a fold, so this one does not. */
  void foldBusy(FoldTraining fold);

  /**
   * A fold starts or is resumed.
   *
   * @param fold which
   * @param training opened, not running
   * @return receives the progress of the training
   */
  TrainingListener foldStarted(FoldTraining fold, Training training);

  /**
   * The evaluation on the test set starts.
   *
   * @param fold which
   * @param segments how many there are, each counted once for every choice of worn units
   */
  default void evaluationStarted(FoldTraining fold, long segments) {}

  /**
   * Segments are evaluated.
   *
   * @param count how many since the last call
   */
  default void segmentsEvaluated(int count) {}

  /** The evaluation is complete. */
  default void evaluationDone() {}

  /**
   * A fold is finished, and its predictions are on disk.
   *
   * @throws IOException if what the listener derives from it cannot be written
   */
  void foldDone(FoldTraining fold, Evaluation evaluation) throws IOException;

  /** The accuracy by worn units was asked for, but the checkpoint of a finished fold is gone. */
  void wornUnitsUnavailable(FoldTraining fold);
}
