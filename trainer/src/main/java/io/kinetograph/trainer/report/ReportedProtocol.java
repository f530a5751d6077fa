// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.crossvalidation.CalibrationResults;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.RandomHoldout;
import io.kinetograph.trainer.network.NetworkSize;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of one protocol, as the report shows them.
 *
 * @param run name of the run's folder
 * @param folder of the protocol, which has the folders of its folds
 * @param results of the cross-validation
 */
record ReportedProtocol(String run, Path folder, CrossValidationResults results) {

  private static final String FILE = "results.json";

  /** Strong enough to be seen, and weak enough for readable text in light and dark mode. */
  private static final double STRONGEST = 0.5;

  /** A row of the confusion matrix. */
  record ConfusionRow(String activity, List<Cell> cells) {}

  /** A cell of the confusion matrix. */
  record Cell(int count, String style) {}

  /**
   * Reads all protocols of a run.
   *
   * @throws IOException if there is none, or one cannot be read; the message names the file or
   *     folder
   */
  static List<ReportedProtocol> readAll(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      throw new IOException(run + " is not a folder of results");
    }
    List<Path> folders;
    try (Stream<Path> all = Files.list(run)) {
      folders = all.filter(folder -> Files.exists(folder.resolve(FILE))).sorted().toList();
    }
    if (folders.isEmpty()) {
      throw new IOException("%s contains no PROTOCOL/%s".formatted(run, FILE));
    }
    String name = String.valueOf(run.toAbsolutePath().normalize().getFileName());
    List<ReportedProtocol> protocols = new ArrayList<>();
    for (Path folder : folders) {
      Path file = folder.resolve(FILE);
      CrossValidationResults results = CrossValidationResults.read(file);
      check(file, results);
      protocols.add(new ReportedProtocol(name, folder, results));
    }
    return protocols;
  }

  /** A truncated or edited file may lack what the types promise. */
  private static void check(Path file, CrossValidationResults results) throws IOException {
    Confusion confusion = results.confusion();
    boolean complete =
        Stream.of(
                    results.protocol(),
                    results.accuracy(),
                    results.coarseAccuracy(),
                    results.macroF1OverFolds(),
                    confusion)
                .allMatch(Objects::nonNull)
            && !results.folds().isEmpty()
            && results.folds().stream()
                .allMatch(fold -> Objects.nonNull(fold.name()) && Objects.nonNull(fold.testSet()))
            && results.activities().stream().allMatch(a -> Objects.nonNull(a.activity()))
            && results.wornUnits().stream()
                .allMatch(w -> Objects.nonNull(w.units()) && Objects.nonNull(w.accuracy()))
            && results.mountings().stream()
                .allMatch(
                    m ->
                        Stream.of(m.mounting(), m.accuracy(), m.coarseAccuracy())
                            .allMatch(Objects::nonNull))
            && results.misclassifications().stream()
                .allMatch(
                    m ->
                        Stream.of(m.fold(), m.segment(), m.activity(), m.predicted())
                            .allMatch(Objects::nonNull));
    if (!complete) {
      throw new IOException("%s lacks some of a protocol's results".formatted(file));
    }
    try {
      results.folds().forEach(fold -> Holdout.parse(fold.testSet()));
      network(results);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
    int count = confusion.activities().size();
    if (confusion.counts().size() != count
        || confusion.counts().stream().anyMatch(row -> row.size() != count)) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has a confusion matrix that is not %d x %d", file, count, count));
    }
  }

  private static Optional<NetworkSize> network(CrossValidationResults results) {
    return Optional.ofNullable(results.settings().get("network")).map(NetworkSize::parse);
  }

  /** The size of the networks; empty if the results do not say it. */
  Optional<NetworkSize> network() {
    return network(results);
  }

  /** The protocol's name and its run. */
  public String title() {
    return "%s (%s)".formatted(results.protocol(), run);
  }

  /** How many segments the folds had, such as {@code 6840 or 7980}. */
  public String segmentCounts() {
    TreeSet<Integer> counts = new TreeSet<>();
    results.folds().forEach(fold -> counts.add(fold.trainingSegments() + fold.testSegments()));
    return counts.stream().map(String::valueOf).collect(Collectors.joining(" or "));
  }

  /** Everything that is incomplete, in sentences. */
  public String gaps() {
    List<String> gaps = new ArrayList<>();
    gaps.add(
        results.missing().isEmpty()
            ? "No fold is missing."
            : "Missing folds: " + String.join(", ", results.missing()) + ".");
    if (!results.notes().isEmpty()) {
      gaps.add(String.join("; ", results.notes()) + ".");
    }
    untestedSubjects().ifPresent(gaps::add);
    return String.join(" ", gaps);
  }

  /** What a reader must know before comparing the accuracy with others. */
  public String caveats() {
    List<String> caveats = new ArrayList<>();
    split().ifPresent(caveats::add);
    caveats.addAll(results.notes());
    untestedSubjects().ifPresent(caveats::add);
    return String.join("; ", caveats);
  }

  /** How a random protocol splits the recordings, such as {@code 3 folds} or {@code share 0.5}. */
  private Optional<String> split() {
    Holdout testSet = Holdout.parse(results.folds().get(0).testSet());
    if (testSet instanceof RandomHoldout.Fold fold) {
      return Optional.of(String.format(Locale.ROOT, "%d folds", fold.folds()));
    } else if (testSet instanceof RandomHoldout.Share one) {
      return Optional.of(share(one.share()));
    }
    return testSet instanceof RandomHoldout.Repeat repeat
        ? Optional.of(share(repeat.share()))
        : Optional.empty();
  }

  private static String share(double share) {
    BigDecimal rounded = BigDecimal.valueOf(share).round(new MathContext(3));
    return "share " + rounded.stripTrailingZeros().toPlainString();
  }

  /** The data set's subjects that were never left out; published figures count all of them. */
  private Optional<String> untestedSubjects() {
    if (!results.protocol().equals("loso")) {
      return Optional.empty();
    }
    Set<String> tested =
        results.folds().stream().map(FoldResult::testSet).collect(Collectors.toSet());
    List<String> untested =
        IntStream.rangeClosed(1, SegmentId.SUBJECTS)
            .mapToObj(Integer::toString)
            .filter(subject -> !tested.contains("subject:" + subject))
            .toList();
    return untested.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Of the data set's %d subjects, these were never left out: %s.",
                SegmentId.SUBJECTS,
                String.join(", ", untested)));
  }

  /** Reliability diagram and risk-coverage curve; null if the confidences are not calibrated. */
  public @Nullable CalibrationCharts charts() {
    CalibrationResults calibration = results.calibration();
    return calibration == null ? null : new CalibrationCharts(calibration);
  }

  /** The confusion matrix with colors: right predictions blue, errors orange. */
  public List<ConfusionRow> confusionRows() {
    Confusion confusion = results.confusion();
    return IntStream.range(0, confusion.activities().size())
        .mapToObj(
            row -> {
              List<Integer> counts = confusion.counts().get(row);
              int total = Math.max(1, counts.stream().mapToInt(count -> count).sum());
              return new ConfusionRow(
                  confusion.activities().get(row),
                  IntStream.range(0, counts.size())
                      .mapToObj(column -> cell(counts.get(column), total, row == column))
                      .toList());
            })
        .toList();
  }

  /** The square root makes a few errors visible too. */
  private static Cell cell(int count, int total, boolean right) {
    if (count == 0) {
      return new Cell(0, "opacity:.4");
    }
    double share = (double) count / total;
    double strength = STRONGEST * (right ? share : Math.sqrt(share));
    return new Cell(
        count,
        String.format(
            Locale.ROOT,
            "background:rgba(%s,%.2f)",
            right ? "31,119,180" : "230,100,0",
            Math.max(0.1, strength)));
  }
}
