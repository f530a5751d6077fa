// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Holdout.Split;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.PreprocessingSettings;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * The data of a training and the preprocessing that is fitted to it: only to the training set and
 * not to the validation set or test set. A training that starts from the weights of an earlier run
 * uses that run's preprocessing.
 */
final class TrainingData {

  private final Split split;
  private final DataSet testSet;
  private final List<Integer> activities;
  private final Preprocessing preprocessing;
  private final String trainedOn;

  private TrainingData(
      Split split, DataSet testSet, Preprocessing preprocessing, String trainedOn) {
    this.split = split;
    this.testSet = testSet;
    this.activities = List.copyOf(split.training().activities());
    this.preprocessing = preprocessing;
    this.trainedOn = trainedOn;
  }

  /**
   * Prepares the data of a training that starts.
   *
   * @throws IOException if it starts from an earlier run that cannot be read
   */
  static TrainingData start(DataSet data, TrainingSettings settings) throws IOException {
    if (settings.fineTuning().initialWeights() instanceof InitialWeights.FromCheckpoint from) {
      RunDescription earlier = Checkpoint.open(from.model()).run();
      return prepare(
          data,
          settings,
          Optional.of(earlier.preprocessing()),
          summary -> summary + ", after " + earlier.trainedOn());
    }
    return prepare(data, settings);
  }

  /** Prepares the data of a training that resumes. */
  static TrainingData resume(DataSet data, RunDescription run) {
    return prepare(
        data, run.settings(), Optional.of(run.preprocessing()), summary -> run.trainedOn());
  }

  static TrainingData prepare(DataSet data, TrainingSettings settings) {
    return prepare(data, settings, Optional.empty(), UnaryOperator.identity());
  }

  private static TrainingData prepare(
      DataSet data,
      TrainingSettings settings,
      Optional<Preprocessing> given,
      UnaryOperator<String> trainedOn) {
    Split outer = settings.split(data);
    Split split = settings.splitValidation(outer);
    if (split.training().activities().size() < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d segments of %d activities remain for training: at least two activities are"
                  + " necessary",
              split.training().size(),
              split.training().activities().size()));
    }
    return new TrainingData(
        split,
        outer.heldOut(),
        given.orElseGet(() -> fit(split.training(), settings)),
        trainedOn.apply(summary(split, settings)));
  }

  /** Of all recordings that the evaluated weights depend on. */
  private static String summary(Split split, TrainingSettings settings) {
    String training = split.training().summary();
    return settings.fineTuning().patience() > 0
        ? training + "; best epoch chosen by " + split.heldOut().summary()
        : training;
  }

  private static Preprocessing fit(DataSet training, TrainingSettings settings) {
    PreprocessingSettings preprocessing = settings.preprocessing();
    return Preprocessing.fit(
        training,
        preprocessing.lowPercentile(),
        preprocessing.highPercentile(),
        preprocessing.posture());
  }

  DataSet trainingSet() {
    return split.training();
  }

  /** Evaluated after each epoch; it may end the training. */
  DataSet validationSet() {
    return split.heldOut();
  }

  /** Evaluated after each epoch on request; it does not affect the training. */
  DataSet testSet() {
    return testSet;
  }

  Preprocessing preprocessing() {
    return preprocessing;
  }

  PixelScale scale() {
    return preprocessing.scale();
  }

  int classes() {
    return activities.size();
  }

  /** The class of an activity's number. */
  int classOf(RecordedSegment segment) {
    return activities.indexOf(segment.id().activity());
  }

  /** The labels in the order of the classes. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    activities.forEach(activity -> labels.add(ActivityLabels.of(activity)));
    return labels;
  }

  /** The description of a run on these data. */
  RunDescription describe(
      TrainingSettings settings, OptionalDouble foundLearningRate, int threads) {
    return new RunDescription(
        settings,
        foundLearningRate,
        OptionalInt.of(threads),
        labels(),
        preprocessing,
        trainedOn,
        trainingSet().digest(),
        validationDigest(split));
  }

  /** Empty without a validation set. */
  private static Optional<String> validationDigest(Split split) {
    return Optional.of(split.heldOut()).filter(set -> set.size() > 0).map(DataSet::digest);
  }

  /**
   * Rejects data from which a run's settings select another training set than the run's own, or
   * another validation set, which may choose the best epoch.
   *
   * @param path folder of the run
   * @throws IOException if the ids or values of the segments differ
   */
  static void requireDataOf(RunDescription run, Path path, DataSet data) throws IOException {
    Split split = run.settings().splitValidation(run.settings().split(data));
    boolean sameTraining = split.training().digest().equals(run.dataDigest());
    Optional<String> validation = run.validationDigest();
    if (!sameTraining || (validation.isPresent() && !validation.equals(validationDigest(split)))) {
      throw new IOException(
          "the data are not those that the run in %s was started with".formatted(path));
    }
  }
}
