// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The results of a cross-validation, over all finished folds; kept as {@code results.json}.
 *
 * @param format version of the file format, {@value #FORMAT}
 * @param modelFormat {@link ResNet#MODEL_FORMAT} of the folds
 * @param protocol its name, such as {@code kfold}
 * @param settings of the trainings, by name; without the seed and the test set
 * @param seeds of the folds
 * @param folds the finished ones
 * @param missing folds of the protocol that are not finished with these seeds
 * @param notes what the protocol asks for and the data lack, a sentence each
 * @param accuracy over the folds of all seeds
 * @param accuracyOverSeeds over the seeds of which all folds are finished, each the mean over its
 *     folds; null if there is none
 * @param coarseAccuracy share of the right groups of activities, over the folds of all seeds
 * @param segments in all test sets together
 * @param pooledAccuracy share of these with the right label
 * @param macroF1 mean F1 of the activities that occur, all folds together
 * @param macroF1OverFolds of each fold's own macro F1, over the folds of all seeds
 * @param activities precision, recall and F1 of each activity, all folds together
 * @param confusion actual against predicted activities, all folds together
 * @param wornUnits accuracy by worn units, over the folds that have it; empty if none has
 * @param mountings accuracies by mounting, over the folds that have them; empty if none has
 * @param calibration of the confidences; null if the protocol does not leave wearers out, or if
 *     fewer than two test sets are finished
 * @param unknown how well activities that the network does not know are detected; null if the
 *     protocol leaves no activities out. All other figures are for the segments of known activities
 * @param secondsPerEpoch over the folds that have it; null if none has
 * @param misclassifications those with the highest confidence, the highest first
 */
public record CrossValidationResults(
    int format,
    int modelFormat,
    String protocol,
    Map<String, String> settings,
    List<Long> seeds,
    List<FoldResult> folds,
    List<String> missing,
    List<String> notes,
    MeanAndDeviation accuracy,
    @Nullable MeanAndDeviation accuracyOverSeeds,
    MeanAndDeviation coarseAccuracy,
    int segments,
    double pooledAccuracy,
    double macroF1,
    MeanAndDeviation macroF1OverFolds,
    List<ActivityMetrics> activities,
    Confusion confusion,
    List<WornUnitsAccuracy> wornUnits,
    List<MountingAccuracy> mountings,
    @Nullable CalibrationResults calibration,
    @Nullable UnknownResults unknown,
    @Nullable MeanAndDeviation secondsPerEpoch,
    List<Misclassification> misclassifications) {

  /** The format that is written and read. */
  public static final int FORMAT = 3;

  public CrossValidationResults {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    seeds = List.copyOf(seeds);
    folds = List.copyOf(folds);
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
    activities = List.copyOf(activities);
    wornUnits = List.copyOf(wornUnits);
    mountings = List.copyOf(mountings);
    misclassifications = List.copyOf(misclassifications);
  }

  /**
   * The results of all finished folds of a protocol, whichever process trained them; empty if none
   * is finished.
   *
   * @param run folder that has a folder for each protocol
   * @param protocol the protocol's name
   * @throws IOException if a fold cannot be read, or if folds have different settings
   */
  public static Optional<CrossValidationResults> of(Path run, String protocol) throws IOException {
    List<FinishedFold> folds = FinishedFold.readAll(run.resolve(protocol));
    return folds.isEmpty() ? Optional.empty() : Optional.of(ResultsAggregation.of(folds));
  }

  /**
   * Reads a file.
   *
   * @throws IOException if the file cannot be read or has another format; the message names it
   */
  public static CrossValidationResults read(Path file) throws IOException {
    int format = JsonFile.read(file, Header.class).format();
    if (format != FORMAT) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has format %d, and this version reads %d: write it again with 'summarize'",
              file,
              format,
              FORMAT));
    }
    return JsonFile.read(file, CrossValidationResults.class);
  }

  private record Header(int format) {}

  /**
   * Writes the results as JSON, whole or not at all.
   *
   * @param file replaced if it exists
   */
  public void write(Path file) throws IOException {
    JsonFile.write(file, this);
  }

  /**
   * The result of one fold.
   *
   * @param name of its folder below the protocol's, such as {@code seed-1/fold-03}
   * @param seed of the training and its splits
   * @param testSet such as {@code fold:3:10}
   * @param trainingSegments size of the training set
   * @param testSegments size of the test set
   * @param accuracy share of the test set with the right label, from 0 to 1
   * @param secondsPerEpoch mean; null if unknown
   * @param activities precision, recall and F1 of each activity, in the data set's order
   */
  public record FoldResult(
      String name,
      long seed,
      String testSet,
      int trainingSegments,
      int testSegments,
      double accuracy,
      @Nullable Double secondsPerEpoch,
      List<ActivityMetrics> activities) {

    public FoldResult {
      activities = List.copyOf(activities);
    }
  }

  /**
   * How well one activity is recognized.
   *
   * @param activity its label
   * @param segments of this activity
   * @param precision share of right ones among the segments predicted as this activity; null if
   *     there are none
   * @param recall share of right ones among the segments of this activity; null if there are none
   * @param f1 harmonic mean of the two; null if the activity neither occurs nor is predicted
   */
  public record ActivityMetrics(
      String activity,
      int segments,
      @Nullable Double precision,
      @Nullable Double recall,
      @Nullable Double f1) {}

  /**
   * A confusion matrix without empty rows and columns.
   *
   * @param activities those that occur or are predicted, in the data set's order
   * @param counts a row for each actual activity, a column for each predicted one
   */
  public record Confusion(List<String> activities, List<List<Integer>> counts) {

    public Confusion {
      activities = List.copyOf(activities);
      counts = counts.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Mean and standard deviation.
   *
   * @param mean of the values
   * @param standardDeviation of a sample (divided by n - 1); null for a single value
   * @param count how many values, at least 1
   */
  public record MeanAndDeviation(double mean, @Nullable Double standardDeviation, int count) {}

  /**
   * Accuracy with only some units worn.
   *
   * @param units such as {@code both-arms}
   * @param accuracy over folds
   */
  public record WornUnitsAccuracy(String units, MeanAndDeviation accuracy) {}

  /**
   * Accuracies with units strapped on in another way.
   *
   * @param mounting such as {@code upside-down}; also tells which units are worn if these are not
   *     all, and whether they have faults
   * @param accuracy over folds
   * @param coarseAccuracy over folds
   */
  public record MountingAccuracy(
      String mounting, MeanAndDeviation accuracy, MeanAndDeviation coarseAccuracy) {}

  /**
   * A segment with a wrong label.
   *
   * @param fold whose test set it is in
   * @param segment such as {@code a01/p1/s01}
   * @param activity the actual one
   * @param predicted the label it got
   * @param confidence probability of that label, from 0 to 1, at the temperature of the fold's test
   *     set in {@link CalibrationResults#temperatures}; without calibration, at temperature 1
   */
  public record Misclassification(
      String fold, String segment, String activity, String predicted, double confidence) {}
}
