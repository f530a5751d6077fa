// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import ai.djl.ndarray.NDManager;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochMetrics;
import io.kinetograph.trainer.training.TrainedModel;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.weights.CheckpointWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    private WearingFigures figures() {
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
   * Trains and evaluates the folds that are not finished.
   *
   * @throws IOException if a finished fold was trained with other settings or data (the message
   *     names the fold and the difference), if the initial weights were trained on segments of a
   *     test set, or if something cannot be read or written
   */
  public void run(CrossValidationPlan plan) throws IOException {
    // Check before hours of training, not after.
    for (FinishedFold finished : FinishedFold.readAll(folder)) {
      refuse(
          finished.name(),
          finished
              .metadata()
              .differencesFrom(plan.folds().get(0).settings().toMap(), plan.testSets()));
    }
    FoldProgress shown = new FoldProgress(plan, data, progress);
    for (FoldTraining fold : plan.folds()) {
      FoldFolder place = new FoldFolder(folder.resolve(fold.name()));
      if (place.isDone()) {
        requireSame(fold, place);
      } else if (!new RunFolder(place.path()).holdsRun()) {
        CheckpointWeights.requireUnknownTestSet(fold.settings(), data);
      }
      expect(fold, place, shown);
    }
    for (FoldTraining fold : plan.folds()) {
      FoldFolder place = new FoldFolder(folder.resolve(fold.name()));
      Optional<FoldFolder.Claim> claim = place.claim();
      if (claim.isEmpty()) {
        shown.expect(fold, 0, 0);
        shown.say(fold, "skipped, another process works on it");
        continue;
      }
      try {
        // Another process may have finished it in the meantime.
        expect(fold, place, shown);
        if (place.isDone()) {
          shown.say(fold, "finished before");
          addMissingFigures(fold, place, shown);
        } else {
          train(plan, fold, place, shown);
        }
      } finally {
        claim.get().close();
      }
    }
  }

  private void expect(FoldTraining fold, FoldFolder place, FoldProgress shown) throws IOException {
    if (!place.isDone()) {
      shown.expect(fold, fold.settings().allEpochs(), 1 + options.figures().passes());
    } else {
      boolean canAdd = new RunFolder(place.path()).holdsRun();
      shown.expect(fold, 0, canAdd ? options.figures().missingIn(place).passes() : 0);
    }
  }

  private void requireSame(FoldTraining fold, FoldFolder place) throws IOException {
    refuse(
        fold.name(),
        TrainingSettings.differences(fold.settings().toMap(), place.metadata().settings()));
    if (!place.evaluation().predictions().stream()
        .map(Prediction::id)
        .toList()
        .equals(testSet(fold).segments().stream().map(RecordedSegment::id).toList())) {
      throw new IOException(
          "%s was evaluated on other segments than these data give: choose another folder"
              .formatted(place.path()));
    }
  }

  private void refuse(String name, String differences) throws IOException {
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s contains a fold with other settings: %s"
              .formatted(folder.resolve(name), differences));
    }
  }

  private DataSet testSet(FoldTraining fold) {
    return fold.settings().split(data).heldOut();
  }

  /** A fold that was finished without figures that are asked for gets them from its checkpoint. */
  private void addMissingFigures(FoldTraining fold, FoldFolder place, FoldProgress shown)
      throws IOException {
    WearingFigures missing = options.figures().missingIn(place);
    if (missing.names().isEmpty()) {
      return;
    }
    if (!new RunFolder(place.path()).holdsRun()) {
      for (String name : missing.names()) {
        shown.say(
            fold,
            "some figures by %s are missing, and its checkpoint was not kept".formatted(name));
      }
      return;
    }
    PyTorch.start(options.threads());
    try (NDManager manager = PyTorch.newManager()) {
      Classifier classifier = TrainedModel.read(place.path(), manager).classifier(manager);
      DataSet testSet = testSet(fold);
      FinishedFold complete;
      try (Progress.Task task = shown.evaluation(fold, testSet.size() * missing.passes())) {
        complete =
            missing.add(
                place.read(fold.name()), new WatchedClassifier(classifier, task::advance), testSet);
      }
      place.write(complete);
    }
  }

  private void train(
      CrossValidationPlan plan, FoldTraining fold, FoldFolder place, FoldProgress shown)
      throws IOException {
    try (Training training =
        Training.startOrResume(place.path(), data, fold.settings(), options.threads())) {
      shown.work().skip(training.epochsDone());
      shown.say(
          fold,
          String.format(
              Locale.ROOT,
              "training on %s; test set: %d segments; epochs done: %d of %d",
              training.trainingSet().summary(),
              training.testSet().size(),
              training.epochsDone(),
              training.settings().allEpochs()));
      List<EpochMetrics> epochs = training.run(progress, shown.work(), options.watch());
      DataSet testSet = training.testSet();
      FinishedFold.Metadata metadata =
          new FinishedFold.Metadata(
              plan.protocol(),
              plan.testSets(),
              plan.notes(),
              fold.settings().toMap(),
              training.trainingSet().size(),
              meanSeconds(epochs),
              Map.of(),
              Map.of());
      WearingFigures figures = options.figures();
      FinishedFold finished;
      try (Progress.Task task = shown.evaluation(fold, testSet.size() * (1 + figures.passes()))) {
        Classifier classifier = new WatchedClassifier(training.emaClassifier(), task::advance);
        finished =
            figures.add(
                new FinishedFold(
                    fold.name(), metadata, Evaluation.of(classifier, testSet), List.of()),
                classifier,
                testSet);
      }
      place.write(finished);
      if (!options.keepCheckpoints()) {
        new RunFolder(place.path()).deleteCheckpoint();
      }
      Evaluation known = finished.known();
      shown.say(
          fold,
          String.format(
              Locale.ROOT,
              "accuracy %.2f%% of %d segments; %s",
              100 * known.accuracy(),
              known.predictions().size(),
              shown.work().toText()));
      // People look at the results of a long run before it ends.
      ResultsFiles.write(run, CrossValidationResults.of(run, plan.protocol()).orElseThrow());
    }
  }

  /** Mean seconds per epoch; null if there was none. */
  private static @Nullable Double meanSeconds(List<EpochMetrics> epochs) {
    return epochs.isEmpty()
        ? null
        : epochs.stream().mapToDouble(epoch -> epoch.times().total()).average().orElseThrow();
  }
}
