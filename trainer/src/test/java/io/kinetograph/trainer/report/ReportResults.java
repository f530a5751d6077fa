// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.trainer.crossvalidation.CalibrationResults;
import io.kinetograph.trainer.crossvalidation.CalibrationResults.MountingCalibration;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.ActivityMetrics;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Misclassification;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MountingAccuracy;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.WornUnitsAccuracy;
import io.kinetograph.trainer.crossvalidation.UnknownResults;
import io.kinetograph.trainer.crossvalidation.UnknownResults.LeftOut;
import io.kinetograph.trainer.evaluation.Calibration;
import io.kinetograph.trainer.evaluation.Calibration.Bin;
import io.kinetograph.trainer.evaluation.Calibration.RiskPoint;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Fixed results of a cross-validation: two activities, and subjects 1 and 2. */
final class ReportResults {

  private ReportResults() {}

  /** Writes them as {@code cross-validate} does. */
  static Path write(Path run, String protocol, String activity, List<String> missing)
      throws IOException {
    Path folder = Files.createDirectories(run.resolve(protocol));
    List<ActivityMetrics> activities =
        List.of(
            new ActivityMetrics("sitting", 4, 0.75, 0.5, 0.6),
            new ActivityMetrics(activity, 4, 0.625, null, null));
    new CrossValidationResults(
            CrossValidationResults.FORMAT,
            ResNet.MODEL_FORMAT,
            protocol,
            Map.of("epochs", "6"),
            List.of(1L),
            List.of(
                new FoldResult("seed-1/subject-1", 1, "subject:1", 40, 5, 0.8125, 12.5, activities),
                new FoldResult(
                    "seed-1/subject-2", 1, "subject:2", 41, 3, 0.9375, null, activities)),
            missing,
            List.of(),
            new MeanAndDeviation(0.875, 0.0884, 2),
            null,
            new MeanAndDeviation(0.9125, 0.01, 2),
            8,
            0.8625,
            0.5432,
            new MeanAndDeviation(0.5678, 0.02, 2),
            activities,
            new Confusion(List.of("sitting", activity), List.of(List.of(2, 2), List.of(1, 3))),
            List.of(new WornUnitsAccuracy("both-arms", new MeanAndDeviation(0.4321, 0.01, 2))),
            List.of(
                new MountingAccuracy(
                    "upside-down",
                    new MeanAndDeviation(0.3456, 0.02, 2),
                    new MeanAndDeviation(0.4567, 0.03, 2))),
            calibration(),
            protocol.equals("unknown") ? unknown(activity) : null,
            new MeanAndDeviation(12.5, null, 1),
            List.of(
                new Misclassification(
                    "seed-1/subject-1", "a01/p1/s02", "sitting", activity, 0.987)))
        .write(folder.resolve("results.json"));
    return folder;
  }

  private static UnknownResults unknown(String activity) {
    return new UnknownResults(
        List.of(new LeftOut("sitting", 0.9876, 0.8765), new LeftOut(activity, 0.5678, null)),
        new MeanAndDeviation(0.7777, null, 2),
        null);
  }

  /** All confidences at 0.9; a half of the labels is wrong, those with the lowest confidence. */
  private static CalibrationResults calibration() {
    List<Bin> bins = new ArrayList<>(Collections.nCopies(Calibration.BINS, new Bin(0, 0, 0)));
    bins.set(13, new Bin(4, 0.9, 0.5));
    Calibration calibration = new Calibration(bins);
    return new CalibrationResults(
        0.8125,
        Map.of("subject:1", 0.75),
        List.of(
            new MountingCalibration(
                "as-recorded",
                0.4,
                0.1234,
                calibration,
                calibration,
                List.of(new RiskPoint(0.5, 0), new RiskPoint(1, 0.5)),
                0.0234)),
        List.of());
  }
}
