// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.crossvalidation.CalibrationResults.MountingCalibration;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.ActivityMetrics;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Misclassification;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MountingAccuracy;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.WornUnitsAccuracy;
import io.kinetograph.trainer.crossvalidation.UnknownResults.LeftOut;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results as text tables for the command line. */
final class ResultsText {

  private static final String LINE = System.lineSeparator();

  private final StringBuilder text = new StringBuilder();

  private ResultsText() {}

  /** All tables. */
  static String of(CrossValidationResults results) {
    ResultsText text = new ResultsText();
    text.folds(results);
    text.activities(results);
    text.confusions(results.confusion());
    text.wornUnits(results.wornUnits());
    text.mountings(results.mountings());
    text.calibration(results.calibration());
    text.unknown(results.unknown());
    text.misclassifications(results.misclassifications());
    text.accuracy(results);
    return text.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(LINE);
  }

  private void add(TextTable table) {
    text.append(table).append(LINE);
  }

  private void folds(CrossValidationResults results) {
    TextTable table =
        new TextTable("fold")
            .column("training", 10)
            .column("test", 10)
            .column("accuracy", 9)
            .column("s/epoch", 9);
    for (FoldResult fold : results.folds()) {
      table.row(
          fold.name(),
          fold.trainingSegments(),
          fold.testSegments(),
          percent(fold.accuracy()),
          fold.secondsPerEpoch() == null
              ? "-"
              : String.format(Locale.ROOT, "%.1f", fold.secondsPerEpoch()));
    }
    add(table);
  }

  private void activities(CrossValidationResults results) {
    TextTable table =
        new TextTable("activity")
            .column("segments", 8)
            .column("precision", 9)
            .column("recall", 9)
            .column("F1", 9);
    for (ActivityMetrics activity : results.activities()) {
      table.row(
          activity.activity(),
          activity.segments(),
          percent(activity.precision()),
          percent(activity.recall()),
          percent(activity.f1()));
    }
    add(table);
  }

  private void confusions(Confusion confusion) {
    List<String> names = confusion.activities();
    Map<String, Integer> mistaken = new LinkedHashMap<>();
    for (int row = 0; row < names.size(); row++) {
      for (int column = 0; column < names.size(); column++) {
        int count = confusion.counts().get(row).get(column);
        if (row != column && count > 0) {
          mistaken.put("%s predicted as %s".formatted(names.get(row), names.get(column)), count);
        }
      }
    }
    mistaken.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> line("%5d x %s", entry.getValue(), entry.getKey()));
    if (!mistaken.isEmpty()) {
      text.append(LINE);
    }
  }

  private void wornUnits(List<WornUnitsAccuracy> results) {
    if (results.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable("units worn").column("accuracy", 9).column("deviation", 9).column("folds", 5);
    for (WornUnitsAccuracy worn : results) {
      table.row(
          worn.units(),
          percent(worn.accuracy().mean()),
          percent(worn.accuracy().standardDeviation()),
          worn.accuracy().count());
    }
    add(table);
  }

  private void mountings(List<MountingAccuracy> results) {
    if (results.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable("mounting")
            .column("accuracy", 9)
            .column("deviation", 9)
            .column("coarse", 9)
            .column("deviation", 9)
            .column("folds", 5);
    for (MountingAccuracy mounting : results) {
      table.row(
          mounting.mounting(),
          percent(mounting.accuracy().mean()),
          percent(mounting.accuracy().standardDeviation()),
          percent(mounting.coarseAccuracy().mean()),
          percent(mounting.coarseAccuracy().standardDeviation()),
          mounting.accuracy().count());
    }
    add(table);
  }

  private void calibration(@Nullable CalibrationResults results) {
    if (results == null) {
      return;
    }
    TextTable table =
        new TextTable("expected calibration error")
            .column("temperature 1", 13)
            .column("fitted", 7)
            .column("wrong in surest 90%", 19)
            .column("called unknown", 14);
    for (MountingCalibration mounting : results.mountings()) {
      table.row(
          mounting.mounting(),
          share(mounting.errorBefore()),
          share(mounting.error()),
          percent(mounting.riskAt(0.9)),
          percent(mounting.calledUnknown()));
    }
    text.append(table);
    DoubleSummaryStatistics others =
        results.temperatures().values().stream().mapToDouble(t -> t).summaryStatistics();
    line(
        "temperature fitted on the other test sets: %.3f to %.3f; on all: %.3f",
        others.getMin(), others.getMax(), results.temperature());
    results.notes().forEach(note -> line("note: %s", note));
    text.append(LINE);
  }

  private void unknown(@Nullable UnknownResults results) {
    if (results == null) {
      return;
    }
    TextTable table =
        new TextTable("unknown to the network").column("AUROC", 6).column("any orientation", 15);
    for (LeftOut out : results.leftOut()) {
      table.row(out.name(), share(out.auroc()), share(out.anyAuroc()));
    }
    MeanAndDeviation any = results.anyAuroc();
    table.row("mean", share(results.auroc().mean()), share(any == null ? null : any.mean()));
    text.append(table);
    line("worst: %s, AUROC %s", results.worst().name(), share(results.worst().auroc()));
    text.append(LINE);
  }

  private void misclassifications(List<Misclassification> misclassifications) {
    if (misclassifications.isEmpty()) {
      return;
    }
    line("misclassifications with the highest confidence");
    for (Misclassification m : misclassifications) {
      line(
          "%s  %s  %s predicted as %s, %s",
          m.fold(), m.segment(), m.activity(), m.predicted(), percent(m.confidence()));
    }
    text.append(LINE);
  }

  private void accuracy(CrossValidationResults results) {
    results.notes().forEach(note -> line("note: %s", note));
    if (!results.missing().isEmpty()) {
      line(
          "missing: %d of %d folds: %s",
          results.missing().size(),
          results.missing().size() + results.folds().size(),
          String.join(", ", results.missing()));
    }
    line(
        "%s, %s: macro F1 %s over all %d segments",
        results.protocol(),
        results.seeds().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",", results.seeds().size() == 1 ? "seed " : "seeds ", "")),
        percent(results.macroF1()),
        results.segments());
    if (results.accuracyOverSeeds() != null && results.accuracyOverSeeds().count() > 1) {
      line("accuracy over seeds: %s", spread(results.accuracyOverSeeds(), "seeds"));
    }
    line("macro F1 over folds: %s", spread(results.macroF1OverFolds(), "folds"));
    line("coarse accuracy over folds: %s", spread(results.coarseAccuracy(), "folds"));
    line("accuracy over folds: %s", spread(results.accuracy(), "folds"));
  }

  private static String spread(MeanAndDeviation spread, String what) {
    return spread.standardDeviation() == null
        ? "%s (1 of the %s)".formatted(percent(spread.mean()), what)
        : String.format(
            Locale.ROOT,
            "%s, standard deviation %s (%d %s)",
            percent(spread.mean()),
            percent(spread.standardDeviation()),
            spread.count(),
            what);
  }

  private static String share(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.4f", share);
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}
