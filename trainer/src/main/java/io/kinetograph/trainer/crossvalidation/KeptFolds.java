package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The finished folds of a protocol's folder, whoever trained them. */
final class KeptFolds {

  private KeptFolds() {}

  /**
   * Reads them all.
   *
   * @param folder of the protocol; need not exist
   * @return ordered by seed and name
   * @throws IOException if one cannot be read, or if they are not of the same protocol and settings
   */
  static List<KeptFold> read(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path seed : inside(folder)) {
      for (Path part : inside(seed)) {
        if (new FoldFolder(part).isDone()) {
          found.add(part);
        }
      }
    }
    List<KeptFold> folds = new ArrayList<>();
    for (Path path : found) {
      FoldFolder fold = new FoldFolder(path);
      String name = folder.relativize(path).toString().replace('\\', '/');
      folds.add(new KeptFold(name, fold.notes(), fold.evaluation()));
    }
    folds.sort(Comparator.comparingLong(KeptFold::seed).thenComparing(KeptFold::name));
    for (KeptFold fold : folds) {
      requireAlike(folder, folds.get(0), fold);
    }
    return folds;
  }

  /** What a folder holds. Not a walk, which fails if another process deletes a file meanwhile. */
  private static List<Path> inside(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void requireAlike(Path folder, KeptFold first, KeptFold other) throws IOException {
    Map<String, String> common = Differences.withoutPart(first.notes().settings());
    String differences =
        TrainingSettings.differences(common, Differences.withoutPart(other.notes().settings()));
    if (differences.isEmpty()) {
      differences = Differences.ofParts(first.notes().planned(), other.notes().planned());
    }
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s was trained with other settings than %s beside it: %s"
              .formatted(folder.resolve(other.name()), first.name(), differences));
    }
  }
}
