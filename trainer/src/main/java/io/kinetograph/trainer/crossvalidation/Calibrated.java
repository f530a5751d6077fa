// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.SubjectHoldout;
import io.kinetograph.trainer.evaluation.Calibration;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.UnknownDetection;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a model card has of a calibration.
 *
 * @param temperature of the probabilities
 * @param energyThreshold which segments are unknown; empty if the energies of all activities are as
 *     small as those of unknown motions
 */
public record Calibrated(double temperature, Optional<EnergyThreshold> energyThreshold) {

  /**
   * The temperature and the energy threshold for a network, fitted on the left-out wearers of a
   * cross-validation with protocol {@code loso}. If the network holds wearers out itself, they
   * remain new to it: their folds are not used.
   *
   * @param run folder of the cross-validation
   * @param settings of the network
   * @param falseUnknowns largest share of segments that are unknown, from 0 to below 1, of those as
   *     recorded and of those in any orientation
   * @throws IOException if folds cannot be read, are missing, were trained with other settings
   *     (apart from seed and test set) or by another version of the model, are of fewer than two
   *     wearers, lack predictions in any orientation, or are all of wearers whom the network holds
   *     out; the message names the folder and the reason
   */
  public static Calibrated of(Path run, TrainingSettings settings, double falseUnknowns)
      throws IOException {
    Path folder = run.resolve("loso");
    List<FinishedFold> folds = FinishedFold.readAll(folder);
    if (folds.stream().map(FinishedFold::testSet).distinct().count() < 2) {
      throw new IOException(
          "%s does not contain finished folds of two wearers or more".formatted(folder));
    }
    // Of every seed: else some wearers would count more often than others.
    List<String> missing = ResultsAggregation.missing(folds);
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s lacks the folds %s: finish the cross-validation, or delete the folders of seeds that"
                  .formatted(folder, String.join(", ", missing))
              + " are not finished");
    }
    String differences = folds.get(0).metadata().settingsDifferentFrom(settings.toMap());
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s was trained with other settings than the network to export: %s"
              .formatted(folder, differences));
    }
    List<String> lacking = CalibrationResults.lackingAnyOrientation(folds);
    if (!lacking.isEmpty()) {
      throw new IOException(
          "%s lacks predictions with the units in any orientation: %s"
              .formatted(folder.resolve(lacking.get(0)), CalibrationResults.HOW_TO_ADD_ANY));
    }
    List<FinishedFold> others = ofOtherWearers(folds, settings.holdout());
    if (others.isEmpty()) {
      throw new IOException(
          "%s has only folds of wearers whom the network to export holds out (%s): without other"
                  .formatted(folder, settings.holdout().text())
              + " wearers, it cannot be calibrated");
    }
    return fit(others, falseUnknowns);
  }

  /** The folds whose test sets have no wearer whom a network holds out. */
  private static List<FinishedFold> ofOtherWearers(List<FinishedFold> folds, Holdout holdout) {
    return holdout instanceof SubjectHoldout heldOut
        ? folds.stream()
            .filter(
                fold ->
                    Holdout.parse(fold.testSet()) instanceof SubjectHoldout tested
                        && !tested.subjects().overlaps(heldOut.subjects()))
            .toList()
        : folds;
  }

  /** Fitted on one fold or more. */
  static Calibrated fit(List<FinishedFold> folds, double falseUnknowns) {
    List<List<Evaluation>> sets =
        List.of(
            folds.stream().map(FinishedFold::evaluation).toList(),
            folds.stream().flatMap(fold -> fold.anyOrientation().stream()).toList());
    return new Calibrated(
        Calibration.fitTemperature(sets),
        UnknownDetection.fit(sets.stream().filter(set -> !set.isEmpty()).toList(), falseUnknowns));
  }
}
