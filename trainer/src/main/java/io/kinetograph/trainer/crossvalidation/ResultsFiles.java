// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.file.CsvFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shows the results, and writes them as files: JSON with everything, and CSV tables. */
public final class ResultsFiles {

  private ResultsFiles() {}

  /**
   * Shows the results of all finished folds of a protocol, and writes them to the protocol's
   * folder, with the confusion matrix as {@code confusion.png}.
   *
   * @param run folder that has a folder for each protocol
   * @param protocol its name
   * @throws IOException if no fold is finished, or a file cannot be read or written
   */
  public static void show(Path run, String protocol, PrintWriter out) throws IOException {
    CrossValidationResults results =
        CrossValidationResults.of(run, protocol)
            .orElseThrow(
                () ->
                    new IOException("%s contains no finished fold of %s".formatted(run, protocol)));
    out.println();
    out.print(ResultsText.of(results));
    Path folder = write(run, results);
    out.println("written to " + folder);
    out.flush();
    ConfusionChart.write(results, folder.resolve("confusion.png"));
  }

  /**
   * Writes {@code results.json}, {@code folds.csv}, {@code activities.csv}, {@code confusion.csv}
   * and, if they are known, {@code worn-units.csv} and {@code mountings.csv} into the protocol's
   * folder.
   *
   * @param run folder that has a folder for each protocol
   * @return the protocol's folder
   */
  static Path write(Path run, CrossValidationResults results) throws IOException {
    Path folder = run.resolve(results.protocol());
    Files.createDirectories(folder);
    CsvFile.write(
        folder.resolve("folds.csv"),
        List.of(
            "fold",
            "seed",
            "test_set",
            "training_segments",
            "test_segments",
            "accuracy",
            "seconds_per_epoch"),
        results.folds().stream()
            .map(
                fold ->
                    row(
                        fold.name(),
                        fold.seed(),
                        fold.testSet(),
                        fold.trainingSegments(),
                        fold.testSegments(),
                        fold.accuracy(),
                        fold.secondsPerEpoch()))
            .toList());
    CsvFile.write(
        folder.resolve("activities.csv"),
        List.of("activity", "segments", "precision", "recall", "f1"),
        results.activities().stream()
            .map(a -> row(a.activity(), a.segments(), a.precision(), a.recall(), a.f1()))
            .toList());
    writeConfusion(folder.resolve("confusion.csv"), results.confusion());
    if (!results.wornUnits().isEmpty()) {
      CsvFile.write(
          folder.resolve("worn-units.csv"),
          List.of("units", "accuracy", "standard_deviation", "folds"),
          results.wornUnits().stream()
              .map(
                  w ->
                      row(
                          w.units(),
                          w.accuracy().mean(),
                          w.accuracy().standardDeviation(),
                          w.accuracy().count()))
              .toList());
    }
    if (!results.mountings().isEmpty()) {
      CsvFile.write(
          folder.resolve("mountings.csv"),
          List.of(
              "mounting",
              "accuracy",
              "standard_deviation",
              "coarse_accuracy",
              "coarse_standard_deviation",
              "folds"),
          results.mountings().stream()
              .map(
                  m ->
                      row(
                          m.mounting(),
                          m.accuracy().mean(),
                          m.accuracy().standardDeviation(),
                          m.coarseAccuracy().mean(),
                          m.coarseAccuracy().standardDeviation(),
                          m.accuracy().count()))
              .toList());
    }
    results.write(folder.resolve("results.json"));
    return folder;
  }

  private static void writeConfusion(Path file, Confusion confusion) throws IOException {
    List<String> header = new ArrayList<>(List.of("actual\\predicted"));
    header.addAll(confusion.activities());
    List<List<Object>> rows =
        IntStream.range(0, confusion.activities().size())
            .mapToObj(
                row -> {
                  List<Object> cells = new ArrayList<>(List.of(confusion.activities().get(row)));
                  cells.addAll(confusion.counts().get(row));
                  return cells;
                })
            .toList();
    CsvFile.write(file, header, rows);
  }

  /** Cells; fractions with six digits. */
  private static List<@Nullable Object> row(@Nullable Object... cells) {
    return Arrays.stream(cells)
        .map(cell -> cell instanceof Double d ? String.format(Locale.ROOT, "%.6f", d) : cell)
        .toList();
  }
}
