// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Calibration;
import io.kinetograph.trainer.evaluation.Calibration.RiskPoint;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.SimulatedMounting;
import io.kinetograph.trainer.evaluation.UnknownDetection;
import io.kinetograph.trainer.evaluation.WearingEvaluation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How well the confidences for left-out wearers match how often the label is right, before and
 * after temperature scaling. The figures of a test set are at the temperature that is fitted on the
 * folds of all other test sets: on no prediction for its own wearers.
 *
 * @param temperature fitted on all folds, for a model that is trained on all wearers
 * @param temperatures by test set: fitted on the folds of all others
 * @param mountings as recorded and, if all folds have it, in any orientation
 * @param notes what is left out and why, a sentence each
 */
public record CalibrationResults(
    double temperature,
    Map<String, Double> temperatures,
    List<MountingCalibration> mountings,
    List<String> notes) {

  /** The usual share of segments with a known activity that may be called unknown. */
  public static final double FALSE_UNKNOWNS = 0.02;

  /** What to do about {@link #lackingAnyOrientation}. */
  static final String HOW_TO_ADD_ANY =
      "give cross-validate --by-mounting; a fold whose checkpoint was not kept must be deleted"
          + " before, to be trained again";

  private static final Set<String> LEAVE_WEARERS_OUT = Set.of("loso", "pairs", "four-subjects");

  public CalibrationResults {
    temperatures = Collections.unmodifiableMap(new LinkedHashMap<>(temperatures));
    mountings = List.copyOf(mountings);
    notes = List.copyOf(notes);
  }

  /**
   * The segments of all test sets, worn in one way.
   *
   * @param mounting its name
   * @param errorBefore expected calibration error at temperature 1, from 0 to 1
   * @param error expected calibration error at the fitted temperatures, from 0 to 1
   * @param before bins of confidence at temperature 1
   * @param after bins of confidence at the fitted temperatures
   * @param riskCoverage curve at the fitted temperatures
   * @param calledUnknown share that is called unknown at the energy threshold that is fitted on the
   *     other test sets, to call at most {@value #FALSE_UNKNOWNS} of these unknown
   */
  public record MountingCalibration(
      String mounting,
      double errorBefore,
      double error,
      Calibration before,
      Calibration after,
      List<RiskPoint> riskCoverage,
      double calledUnknown) {

    /** Checks that no value is missing, because one may be missing in a file. */
    public MountingCalibration {
      Objects.requireNonNull(mounting, "mounting");
      Objects.requireNonNull(before, "before");
      Objects.requireNonNull(after, "after");
      riskCoverage = List.copyOf(riskCoverage);
      if (riskCoverage.isEmpty()) {
        throw new IllegalArgumentException("the risk-coverage curve has no point");
      }
    }

    /** The risk at the first point of the curve that has at least this coverage, up to 1. */
    public double riskAt(double coverage) {
      return riskCoverage.stream()
          .filter(point -> point.coverage() >= coverage)
          .findFirst()
          .orElseThrow()
          .risk();
    }

    private static MountingCalibration of(
        SimulatedMounting mounting,
        List<FinishedFold> folds,
        Function<FinishedFold, List<Evaluation>> evaluations,
        Map<String, Calibrated> fitted) {
      double unknown = 0;
      int segments = 0;
      List<Evaluation> uncalibrated = new ArrayList<>();
      List<Evaluation> calibrated = new ArrayList<>();
      for (FinishedFold fold : folds) {
        Calibrated others = Objects.requireNonNull(fitted.get(fold.testSet()));
        for (Evaluation evaluation : evaluations.apply(fold)) {
          uncalibrated.add(evaluation);
          calibrated.add(evaluation.at(others.temperature()));
          int count = evaluation.predictions().size();
          segments += count;
          unknown +=
              others
                  .energyThreshold()
                  .map(t -> count * UnknownDetection.unknownShare(evaluation.scores(t), t))
                  .orElse(0.0);
        }
      }
      Calibration before = bins(uncalibrated);
      Calibration after = bins(calibrated);
      return new MountingCalibration(
          mounting.toString(),
          before.expectedError(),
          after.expectedError(),
          before,
          after,
          Calibration.riskCoverage(calibrated),
          unknown / segments);
    }

    private static Calibration bins(List<Evaluation> evaluations) {
      return evaluations.stream().map(Calibration::of).reduce(Calibration::plus).orElseThrow();
    }
  }

  /**
   * Of finished folds; null if their protocol does not leave wearers out, or if they have only one
   * test set.
   */
  static @Nullable CalibrationResults of(List<FinishedFold> all) {
    List<String> testSets = all.stream().map(FinishedFold::testSet).distinct().toList();
    if (!LEAVE_WEARERS_OUT.contains(all.get(0).metadata().protocol()) || testSets.size() < 2) {
      return null;
    }
    List<String> lacking = lackingAnyOrientation(all);
    boolean asked = all.stream().anyMatch(fold -> !fold.anyOrientation().isEmpty());
    List<FinishedFold> folds =
        lacking.isEmpty() ? all : all.stream().map(FinishedFold::asRecorded).toList();
    Map<String, Calibrated> fitted = new LinkedHashMap<>();
    Map<String, Double> temperatures = new LinkedHashMap<>();
    for (String testSet : testSets) {
      Calibrated others =
          Calibrated.fit(
              folds.stream().filter(f -> !f.testSet().equals(testSet)).toList(), FALSE_UNKNOWNS);
      fitted.put(testSet, others);
      temperatures.put(testSet, others.temperature());
    }
    List<MountingCalibration> mountings = new ArrayList<>();
    mountings.add(
        MountingCalibration.of(
            SimulatedMounting.AS_RECORDED, folds, fold -> List.of(fold.evaluation()), fitted));
    if (lacking.isEmpty()) {
      mountings.add(
          MountingCalibration.of(
              SimulatedMounting.ANY, folds, FinishedFold::anyOrientation, fitted));
    }
    return new CalibrationResults(
        Calibrated.fit(folds, FALSE_UNKNOWNS).temperature(),
        temperatures,
        mountings,
        asked && !lacking.isEmpty()
            ? List.of(
                "mounting any is left out, because predictions in any orientation are missing in %s: %s"
                    .formatted(String.join(", ", lacking), HOW_TO_ADD_ANY))
            : List.of());
  }

  /** The names of the folds that lack predictions in any orientation, of one draw or more. */
  static List<String> lackingAnyOrientation(List<FinishedFold> folds) {
    return folds.stream()
        .filter(fold -> fold.anyOrientation().size() < WearingEvaluation.USUAL.draws())
        .map(FinishedFold::name)
        .toList();
  }
}
