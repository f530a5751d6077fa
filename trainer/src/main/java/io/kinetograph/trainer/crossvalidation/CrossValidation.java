// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.Holdout.Split;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.TrainingFolder;
import io.kinetograph.trainer.weights.SeenTestSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trains and evaluates the folds of a plan, each in a folder of its own below the protocol's.
 * Finished folds are not repeated, and interrupted ones are resumed. Several processes may work in
 * one folder: each skips the folds that another process works on.
 */
public final class CrossValidation {

  private final Path run;
  private final Path folder;
  private final DataSet data;
  private final Options options;
  private final Progress progress;

  /**
   * How to run a cross-validation; no option changes the result of a fold.
   *
   * @param threads that compute, at least 1
   * @param watch whether the test set is evaluated after each epoch, which decides nothing
   * @param byUnits whether each fold is also evaluated with only some units worn
   * @param byMounting whether each fold is also evaluated with units in other mountings
   * @param keepCheckpoints whether the checkpoint of a finished fold stays
   */
  public record Options(
      int threads, boolean watch, boolean byUnits, boolean byMounting, boolean keepCheckpoints) {

    WearingFigures figures() {
      return new WearingFigures(byUnits, byMounting);
    }
  }

  /**
   * Prepares a cross-validation.
   *
   * @param run folder that has a folder for each protocol
   * @param protocol the protocol's name
   * @param data the recordings of all subjects that the settings ask for
   * @param options how to run it
   * @param progress shows how far it is
   */
  public CrossValidation(
      Path run, String protocol, DataSet data, Options options, Progress progress) {
    this.run = run;
    this.folder = run.resolve(protocol);
    this.data = data;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Checks what is known of the finished folds before the recordings are read, which takes a while.
   *
   * @param run folder that has a folder for each protocol
   * @param plan of all subjects that the settings ask for; the recordings may have fewer
   * @throws IOException if a finished fold was trained with other settings or by another version of
   *     the model; the message names the fold and the difference
   */
  public static void requireSameSettings(Path run, CrossValidationPlan plan) throws IOException {
    for (FoldFolder finished : FinishedFold.folders(run.resolve(plan.protocol())).values()) {
      refuse(finished.path(), finished.metadata().settingsDifferentFrom(plan.settings().toMap()));
    }
  }

  /**
   * Trains and evaluates the folds that are not finished.
   *
   * @throws IOException if a finished or interrupted fold was trained with other settings or data,
   *     or a finished one by another version of the model (the message names the fold and the
   *     difference), if the initial weights were trained on segments of a test set, or if something
   *     cannot be read or written
   */
  public void run(CrossValidationPlan plan) throws IOException {
    // Check before hours of training, not after.
    for (FinishedFold finished : FinishedFold.readAll(folder)) {
      refuse(
          folder.resolve(finished.name()),
          finished.metadata().differencesFrom(plan.settings().toMap(), plan.testSets()));
      requireSameData(finished, plan);
    }
    FoldProgress foldProgress = new FoldProgress(plan, data, progress);
    for (FoldTraining fold : plan.folds()) {
      FoldFolder place = new FoldFolder(folder.resolve(fold.name()));
      if (place.isDone()) {
        refuse(
            place.path(),
            TrainingSettings.differences(fold.settings().toMap(), place.metadata().settings()));
      } else if (new RunFolder(place.path()).holdsRun()) {
        new TrainingFolder(place.path()).requireSame(data, fold.settings());
      } else {
        SeenTestSet.requireUnseen(fold.settings(), data);
      }
      expect(fold, place, foldProgress);
    }
    FoldTrainer trainer = new FoldTrainer(run, plan, data, options, progress, foldProgress);
    for (FoldTraining fold : plan.folds()) {
      FoldFolder place = new FoldFolder(folder.resolve(fold.name()));
      Optional<FoldFolder.Claim> claim = place.claim();
      if (claim.isEmpty()) {
        foldProgress.expect(fold, 0, 0);
        foldProgress.say(fold, "skipped, another process works on it");
        continue;
      }
      try {
        // Another process may have finished it in the meantime.
        expect(fold, place, foldProgress);
        if (place.isDone()) {
          foldProgress.say(fold, "finished before");
          trainer.addMissingFigures(fold, place);
        } else {
          trainer.train(fold, place);
        }
      } finally {
        claim.get().close();
      }
    }
  }

  private void expect(FoldTraining fold, FoldFolder place, FoldProgress foldProgress)
      throws IOException {
    if (!place.isDone()) {
      foldProgress.expect(fold, fold.settings().allEpochs(), 1 + options.figures().passes());
    } else {
      boolean canAdd = new RunFolder(place.path()).holdsRun();
      foldProgress.expect(fold, 0, canAdd ? options.figures().missingIn(place).passes() : 0);
    }
  }

  /** Also for folds that are not in the plan, because the results are those of all. */
  private void requireSameData(FinishedFold finished, CrossValidationPlan plan) throws IOException {
    TrainingSettings settings =
        plan.settings().withSplit(finished.seed(), Holdout.parse(finished.testSet()));
    Split split = settings.split(data);
    List<SegmentId> evaluated =
        finished.evaluation().predictions().stream().map(Prediction::id).toList();
    DataSet training = settings.splitValidation(split).training();
    boolean sameTestSet =
        evaluated.equals(split.heldOut().segments().stream().map(RecordedSegment::id).toList());
    if (!sameTestSet || !training.digest().equals(finished.metadata().dataDigest())) {
      throw new IOException(
          "%s was %s than these data give: choose another folder with --run, or delete this fold"
              .formatted(
                  folder.resolve(finished.name()),
                  sameTestSet ? "trained on other recordings" : "evaluated on other segments"));
    }
  }

  private static void refuse(Path fold, String differences) throws IOException {
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s contains a fold with other settings: %s; choose another folder with --run, or delete it"
              .formatted(fold, differences));
    }
  }
}
