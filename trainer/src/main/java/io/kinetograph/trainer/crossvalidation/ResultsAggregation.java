// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.ActivityMetrics;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Misclassification;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MountingAccuracy;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.WornUnitsAccuracy;
import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes the results over all finished folds. */
final class ResultsAggregation {

  private static final int MISCLASSIFICATIONS = 20;

  private ResultsAggregation() {}

  static CrossValidationResults of(List<FinishedFold> folds) {
    FinishedFold.Metadata first = folds.get(0).metadata();
    ConfusionMatrix matrix = new ConfusionMatrix(ActivityLabels.all());
    folds.forEach(fold -> matrix.add(fold.known().confusion()));
    List<ActivityMetrics> activities = activityMetrics(matrix);
    List<Long> seeds = folds.stream().map(FinishedFold::seed).distinct().toList();
    CalibrationResults calibration = CalibrationResults.of(folds);
    return new CrossValidationResults(
        CrossValidationResults.FORMAT,
        first.modelFormat(),
        first.protocol(),
        first.commonSettings(),
        seeds,
        folds.stream().map(ResultsAggregation::result).toList(),
        missing(folds),
        first.notes(),
        meanAndDeviation(folds.stream().map(fold -> fold.known().accuracy()).toList()),
        overSeeds(folds),
        meanAndDeviation(folds.stream().map(fold -> fold.known().coarseAccuracy()).toList()),
        folds.stream().mapToInt(fold -> fold.known().predictions().size()).sum(),
        matrix.accuracy(),
        macroF1(activities),
        meanAndDeviation(
            folds.stream()
                .map(fold -> macroF1(activityMetrics(fold.known().confusion())))
                .toList()),
        activities,
        confusion(matrix),
        wornUnits(folds),
        mountings(folds),
        calibration,
        UnknownResults.of(folds),
        ofKnown(folds.stream().map(fold -> fold.metadata().secondsPerEpoch())),
        misclassifications(folds, calibration));
  }

  private static FoldResult result(FinishedFold fold) {
    return new FoldResult(
        fold.name(),
        fold.seed(),
        fold.testSet(),
        fold.metadata().trainingSegments(),
        fold.known().predictions().size(),
        fold.known().accuracy(),
        fold.metadata().secondsPerEpoch(),
        activityMetrics(fold.known().confusion()));
  }

  /** The metrics of each activity that occurs or is predicted. */
  private static List<ActivityMetrics> activityMetrics(ConfusionMatrix matrix) {
    return present(matrix).stream()
        .map(
            i ->
                new ActivityMetrics(
                    matrix.labels().get(i),
                    matrix.segments(i),
                    orNull(matrix.precision(i)),
                    orNull(matrix.recall(i)),
                    orNull(matrix.f1(i))))
        .toList();
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Confusion confusion(ConfusionMatrix matrix) {
    List<Integer> present = present(matrix);
    return new Confusion(
        present.stream().map(matrix.labels()::get).toList(),
        present.stream()
            .map(row -> present.stream().map(column -> matrix.count(row, column)).toList())
            .toList());
  }

  private static List<Integer> present(ConfusionMatrix matrix) {
    return IntStream.range(0, matrix.labels().size())
        .filter(i -> matrix.segments(i) > 0 || matrix.predicted(i) > 0)
        .boxed()
        .toList();
  }

  private static double macroF1(List<ActivityMetrics> activities) {
    return activities.stream()
        .filter(activity -> activity.segments() > 0)
        .map(ActivityMetrics::f1)
        .filter(Objects::nonNull)
        .mapToDouble(f1 -> f1)
        .average()
        .orElse(0);
  }

  /** The names of the folds that are not finished, of all seeds of which one is. */
  static List<String> missing(List<FinishedFold> folds) {
    List<String> finished = folds.stream().map(FinishedFold::name).toList();
    return folds.stream()
        .map(FinishedFold::seed)
        .distinct()
        .flatMap(
            seed ->
                folds.get(0).metadata().testSets().keySet().stream()
                    .map(name -> "seed-" + seed + "/" + name))
        .filter(name -> !finished.contains(name))
        .toList();
  }

  private static @Nullable MeanAndDeviation overSeeds(List<FinishedFold> folds) {
    int testSets = folds.get(0).metadata().testSets().size();
    Map<Long, List<Double>> bySeed = new TreeMap<>();
    for (FinishedFold fold : folds) {
      bySeed.computeIfAbsent(fold.seed(), seed -> new ArrayList<>()).add(fold.known().accuracy());
    }
    return ofKnown(
        bySeed.values().stream()
            .filter(accuracies -> accuracies.size() == testSets)
            .map(accuracies -> meanAndDeviation(accuracies).mean()));
  }

  private static List<WornUnitsAccuracy> wornUnits(List<FinishedFold> folds) {
    return folds.stream()
        .flatMap(fold -> fold.metadata().wornUnits().keySet().stream())
        .distinct()
        .map(
            units ->
                new WornUnitsAccuracy(
                    units,
                    meanAndDeviation(
                        folds.stream()
                            .map(fold -> fold.metadata().wornUnits().get(units))
                            .filter(Objects::nonNull)
                            .toList())))
        .toList();
  }

  private static List<MountingAccuracy> mountings(List<FinishedFold> folds) {
    return folds.stream()
        .flatMap(fold -> fold.metadata().mountings().keySet().stream())
        .distinct()
        .map(
            mounting -> {
              List<Accuracies> known =
                  folds.stream()
                      .map(fold -> fold.metadata().mountings().get(mounting))
                      .filter(Objects::nonNull)
                      .toList();
              return new MountingAccuracy(
                  mounting,
                  meanAndDeviation(known.stream().map(Accuracies::accuracy).toList()),
                  meanAndDeviation(known.stream().map(Accuracies::coarseAccuracy).toList()));
            })
        .toList();
  }

  /** Of one value or more. */
  static MeanAndDeviation meanAndDeviation(List<Double> values) {
    double mean = values.stream().mapToDouble(x -> x).sum() / values.size();
    double squares = values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new MeanAndDeviation(
        mean, values.size() == 1 ? null : Math.sqrt(squares / (values.size() - 1)), values.size());
  }

  static @Nullable MeanAndDeviation ofKnown(Stream<@Nullable Double> values) {
    List<Double> known = new ArrayList<>();
    values.forEach(
        value -> {
          if (value != null) {
            known.add(value);
          }
        });
    return known.isEmpty() ? null : meanAndDeviation(known);
  }

  /** At the temperatures of the test sets, as the figures of the calibration; else at 1. */
  private static List<Misclassification> misclassifications(
      List<FinishedFold> folds, @Nullable CalibrationResults calibration) {
    Map<String, Double> temperatures = calibration == null ? Map.of() : calibration.temperatures();
    return folds.stream()
        .flatMap(
            fold ->
                fold
                    .known()
                    .at(temperatures.getOrDefault(fold.testSet(), 1.0))
                    .predictions()
                    .stream()
                    .filter(prediction -> !prediction.isRight())
                    .map(
                        prediction ->
                            new Misclassification(
                                fold.name(),
                                prediction.id().toString(),
                                prediction.id().label(),
                                prediction.predicted(),
                                prediction.confidence())))
        .sorted(Comparator.comparingDouble(Misclassification::confidence).reversed())
        .limit(MISCLASSIFICATIONS)
        .toList();
  }
}
