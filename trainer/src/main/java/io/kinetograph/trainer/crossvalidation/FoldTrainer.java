// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import ai.djl.ndarray.NDManager;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.training.EpochMetrics;
import io.kinetograph.trainer.training.TrainedModel;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains and evaluates one fold at a time. The caller has claimed the fold's folder. */
final class FoldTrainer {

  private final Path run;
  private final CrossValidationPlan plan;
  private final DataSet data;
  private final CrossValidation.Options options;
  private final Progress progress;
  private final FoldProgress foldProgress;

  /**
   * Creates a trainer for the folds of a plan.
   *
   * @param run folder that has a folder for each protocol
   * @param plan of the folds
   * @param data the recordings of all subjects that the settings ask for
   * @param options how to run the cross-validation
   * @param progress shows how far an epoch is
   * @param foldProgress shows how far the folds are
   */
  FoldTrainer(
      Path run,
      CrossValidationPlan plan,
      DataSet data,
      CrossValidation.Options options,
      Progress progress,
      FoldProgress foldProgress) {
    this.run = run;
    this.plan = plan;
    this.data = data;
    this.options = options;
    this.progress = progress;
    this.foldProgress = foldProgress;
  }

  /** A fold that was finished without figures that are asked for gets them from its checkpoint. */
  void addMissingFigures(FoldTraining fold, FoldFolder place) throws IOException {
    WearingFigures missing = options.figures().missingIn(place);
    if (missing.names().isEmpty()) {
      return;
    }
    if (!new RunFolder(place.path()).holdsRun()) {
      for (String name : missing.names()) {
        foldProgress.say(
            fold,
            "some metrics by %s are missing, and its checkpoint was not kept".formatted(name));
      }
      return;
    }
    PyTorch.start(options.threads());
    try (NDManager manager = PyTorch.newManager()) {
      Classifier classifier = TrainedModel.read(place.path(), manager).classifier(manager);
      DataSet testSet = fold.testSet(data);
      FinishedFold complete;
      try (Progress.Task task = foldProgress.evaluation(fold, testSet.size() * missing.passes())) {
        complete =
            missing.add(
                place.read(fold.name()), new WatchedClassifier(classifier, task::advance), testSet);
      }
      place.write(complete);
    }
  }

  /** Trains a fold, or resumes its training, evaluates it, and writes it. */
  void train(FoldTraining fold, FoldFolder place) throws IOException {
    sayIfThreadsDiffer(fold, place);
    try (Training training =
        new TrainingFolder(place.path()).startOrResume(data, fold.settings(), options.threads())) {
      foldProgress.work().skip(training.epochsDone());
      foldProgress.say(
          fold,
          String.format(
              Locale.ROOT,
              "training on %s; test set: %d segments; epochs done: %d of %d",
              training.trainingSet().summary(),
              training.testSet().size(),
              training.epochsDone(),
              training.settings().allEpochs()));
      List<EpochMetrics> epochs = training.run(progress, foldProgress.work(), options.watch());
      DataSet testSet = training.testSet();
      FinishedFold.Metadata metadata =
          new FinishedFold.Metadata(
              ResNet.MODEL_FORMAT,
              plan.protocol(),
              plan.testSets(),
              plan.notes(),
              fold.settings().toMap(),
              training.trainingSet().size(),
              training.trainingSet().digest(),
              meanSeconds(epochs),
              Map.of(),
              Map.of());
      WearingFigures figures = options.figures();
      FinishedFold finished;
      try (Progress.Task task =
          foldProgress.evaluation(fold, testSet.size() * (1 + figures.passes()))) {
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
      foldProgress.say(
          fold,
          String.format(
              Locale.ROOT,
              "accuracy %.2f%% of %d segments; %s",
              100 * known.accuracy(),
              known.predictions().size(),
              foldProgress.work().toText()));
      // People look at the results of a long run before it ends.
      ResultsFiles.write(run, CrossValidationResults.of(run, plan.protocol()).orElseThrow());
    }
  }

  private void sayIfThreadsDiffer(FoldTraining fold, FoldFolder place) throws IOException {
    if (!new RunFolder(place.path()).holdsRun()) {
      return;
    }
    int now = options.threads();
    int before = RunDescription.of(place.path()).threads().orElse(now);
    if (before != now) {
      foldProgress.say(
          fold,
          String.format(
              Locale.ROOT,
              "the threads are not as many as before (%d, now %d): the weights will differ slightly"
                  + " from those of an uninterrupted training",
              before,
              now));
    }
  }

  /** Mean seconds per epoch; null if there was none. */
  private static @Nullable Double meanSeconds(List<EpochMetrics> epochs) {
    return epochs.isEmpty()
        ? null
        : epochs.stream().mapToDouble(epoch -> epoch.times().total()).average().orElseThrow();
  }
}
