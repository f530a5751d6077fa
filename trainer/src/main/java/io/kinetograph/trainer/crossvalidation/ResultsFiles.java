package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results as files for people and programs: JSON with all, and CSV. */
public final class ResultsFiles {

  private ResultsFiles() {}

  /**
   * Writes {@code results.json}, {@code folds.csv}, {@code activities.csv}, {@code confusion.csv}
   * and, if it is known, {@code worn.csv} into the protocol's folder.
   *
   * @param run folder that protocols have their folders in
   * @return the protocol's folder
   */
  public static Path write(Path run, CrossValidationResults results) throws IOException {
    Path folder = run.resolve(results.protocol());
    Files.createDirectories(folder);
    csv(folder.resolve("folds.csv"), folds(results.folds()));
    csv(folder.resolve("activities.csv"), activities(results.activities()));
    csv(folder.resolve("confusion.csv"), confusion(results.confusion()));
    if (!results.worn().isEmpty()) {
      csv(folder.resolve("worn.csv"), worn(results.worn()));
    }
    results.write(folder.resolve("results.json"));
    return folder;
  }

  private static void csv(Path file, List<String> lines) throws IOException {
    WholeFile.write(file, part -> Files.write(part, lines));
  }

  private static List<String> folds(List<FoldResult> folds) {
    List<String> lines = new ArrayList<>();
    lines.add("fold,seed,holdout,training,segments,accuracy,seconds_per_epoch");
    for (FoldResult fold : folds) {
      lines.add(
          "%s,%d,\"%s\",%d,%d,%s,%s"
              .formatted(
                  fold.name(),
                  fold.seed(),
                  fold.holdout(),
                  fold.training(),
                  fold.segments(),
                  number(fold.accuracy()),
                  number(fold.secondsPerEpoch())));
    }
    return lines;
  }

  private static List<String> activities(List<ActivityMetrics> activities) {
    List<String> lines = new ArrayList<>();
    lines.add("activity,segments,precision,recall,f1");
    for (ActivityMetrics activity : activities) {
      lines.add(
          "%s,%d,%s,%s,%s"
              .formatted(
                  activity.activity(),
                  activity.segments(),
                  number(activity.precision()),
                  number(activity.recall()),
                  number(activity.f1())));
    }
    return lines;
  }

  /** A row an activity that was done, a column an activity that was named. */
  private static List<String> confusion(Confusion confusion) {
    List<String> lines = new ArrayList<>();
    lines.add("done\\named," + String.join(",", confusion.activities()));
    for (int row = 0; row < confusion.activities().size(); row++) {
      lines.add(
          confusion.activities().get(row)
              + String.join(
                  "", confusion.counts().get(row).stream().map(count -> "," + count).toList()));
    }
    return lines;
  }

  private static List<String> worn(List<WornUnitsAccuracy> results) {
    List<String> lines = new ArrayList<>();
    lines.add("units,accuracy,deviation,folds");
    for (WornUnitsAccuracy worn : results) {
      lines.add(
          "%s,%s,%s,%d"
              .formatted(
                  worn.units(),
                  number(worn.accuracy().mean()),
                  number(worn.accuracy().deviation()),
                  worn.accuracy().count()));
    }
    return lines;
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.6f", value);
  }
}
