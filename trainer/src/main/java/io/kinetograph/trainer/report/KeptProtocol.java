package io.kinetograph.trainer.report;

import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A protocol's results and where they were.
 *
 * @param run name of the run's folder
 * @param folder of the protocol, in which its folds' folders are
 * @param results what it came to
 */
record KeptProtocol(String run, Path folder, CrossValidationResults results) {

  private static final String FILE = "results.json";

  /** Where it came from, for people. */
  String title() {
    return "%s (%s)".formatted(results.protocol(), run);
  }

  /**
   * Reads all protocols of a run.
   *
   * @throws IOException if there is none, or one cannot be read; it names the file or folder
   */
  static List<KeptProtocol> read(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      throw new IOException(run + " is no folder of results");
    }
    List<Path> folders;
    try (Stream<Path> all = Files.list(run)) {
      folders = all.filter(folder -> Files.exists(folder.resolve(FILE))).sorted().toList();
    }
    if (folders.isEmpty()) {
      throw new IOException("%s holds no PROTOCOL/%s".formatted(run, FILE));
    }
    String name = String.valueOf(run.toAbsolutePath().normalize().getFileName());
    List<KeptProtocol> kept = new ArrayList<>();
    for (Path folder : folders) {
      Path file = folder.resolve(FILE);
      CrossValidationResults results = CrossValidationResults.read(file);
      check(file, results);
      kept.add(new KeptProtocol(name, folder, results));
    }
    return kept;
  }

  /** A file that was cut or written by hand may lack what the types promise. */
  private static void check(Path file, CrossValidationResults results) throws IOException {
    Confusion confusion = results.confusion();
    boolean whole =
        Stream.of(results.protocol(), results.accuracy(), confusion).allMatch(Objects::nonNull)
            && !results.folds().isEmpty()
            && results.folds().stream()
                .allMatch(fold -> Objects.nonNull(fold.name()) && Objects.nonNull(fold.testSet()))
            && results.activities().stream().allMatch(a -> Objects.nonNull(a.activity()))
            && results.wornUnits().stream()
                .allMatch(w -> Objects.nonNull(w.units()) && Objects.nonNull(w.accuracy()))
            && results.misclassifications().stream()
                .allMatch(
                    m ->
                        Stream.of(m.fold(), m.segment(), m.activity(), m.predicted())
                            .allMatch(Objects::nonNull));
    if (!whole) {
      throw new IOException("%s lacks some of a protocol's results".formatted(file));
    }
    int count = confusion.activities().size();
    if (confusion.counts().size() != count
        || confusion.counts().stream().anyMatch(row -> row.size() != count)) {
      throw new IOException(
          "%s has a confusion matrix that is not %d x %d".formatted(file, count, count));
    }
  }
}
