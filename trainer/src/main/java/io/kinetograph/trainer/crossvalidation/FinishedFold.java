// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.SubjectHoldout;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A finished fold, whichever process trained it.
 *
 * @param name of its folder below the protocol's, such as {@code seed-1/fold-03}
 * @param metadata from its {@code fold.json}
 * @param evaluation on its test set
 * @param anyOrientation the same with the units in any orientation, for each draw; empty if not
 *     asked for
 */
record FinishedFold(
    String name, Metadata metadata, Evaluation evaluation, List<Evaluation> anyOrientation) {

  FinishedFold {
    anyOrientation = List.copyOf(anyOrientation);
  }

  /**
   * What is kept of a finished fold beside its predictions.
   *
   * @param modelFormat {@link ResNet#MODEL_FORMAT} of the version that trained and evaluated it
   * @param protocol its name
   * @param testSets all test sets of the protocol, by the name of the fold
   * @param notes what the protocol asks for and the data lack
   * @param settings of the training, by name
   * @param trainingSegments size of the training set
   * @param dataDigest {@link DataSet#digest} of the training set
   * @param secondsPerEpoch mean over the epochs of the process that finished it; null if it did
   *     none
   * @param wornUnits accuracy with only some units worn, by the units' name; empty if not asked for
   * @param mountings accuracies by mounting; empty if not asked for
   */
  record Metadata(
      int modelFormat,
      String protocol,
      Map<String, String> testSets,
      List<String> notes,
      Map<String, String> settings,
      int trainingSegments,
      String dataDigest,
      @Nullable Double secondsPerEpoch,
      Map<String, Double> wornUnits,
      Map<String, Accuracies> mountings) {

    /** Of more test sets, a message has only the first. */
    private static final int MOST_LISTED = 20;

    Metadata {
      testSets = new LinkedHashMap<>(testSets);
      notes = List.copyOf(notes);
      settings = new LinkedHashMap<>(settings);
      Objects.requireNonNull(dataDigest, "dataDigest");
      wornUnits = new LinkedHashMap<>(wornUnits);
      mountings = new LinkedHashMap<>(mountings);
    }

    Metadata withFigures(Map<String, Double> units, Map<String, Accuracies> byMounting) {
      return new Metadata(
          modelFormat,
          protocol,
          testSets,
          notes,
          settings,
          trainingSegments,
          dataDigest,
          secondsPerEpoch,
          units,
          byMounting);
    }

    String setting(String name) {
      return settings.getOrDefault(name, "");
    }

    /** The settings that all folds have in common: all but the seed and the test set. */
    Map<String, String> commonSettings() {
      return commonSettings(settings);
    }

    private static Map<String, String> commonSettings(Map<String, String> settings) {
      Map<String, String> common = new LinkedHashMap<>(settings);
      common.keySet().removeAll(Set.of("seed", "holdout"));
      return common;
    }

    /**
     * How this fold differs from others of a cross-validation, such as {@code epochs 12, not 10} or
     * {@code folds 1000, not 10} or {@code test sets fold:1:4 ..., not fold:1:5 ...}; empty if it
     * does not.
     */
    String differencesFrom(Map<String, String> otherSettings, Map<String, String> otherTestSets) {
      String differences = settingsDifferentFrom(otherSettings);
      if (!differences.isEmpty() || testSets.equals(otherTestSets)) {
        return differences;
      }
      boolean many = Math.max(testSets.size(), otherTestSets.size()) > MOST_LISTED;
      return many && testSets.size() != otherTestSets.size()
          ? String.format(Locale.ROOT, "folds %d, not %d", testSets.size(), otherTestSets.size())
          : "test sets %s, not %s".formatted(list(testSets), list(otherTestSets));
    }

    /** How the settings, apart from seed and test set, differ from others; empty if they do not. */
    String settingsDifferentFrom(Map<String, String> others) {
      return TrainingSettings.differences(commonSettings(others), commonSettings());
    }

    private static String list(Map<String, String> testSets) {
      return testSets.values().stream().limit(MOST_LISTED).collect(Collectors.joining(" "));
    }
  }

  long seed() {
    return Long.parseLong(metadata.setting("seed"));
  }

  /** Such as {@code subject:3}. */
  String testSet() {
    return metadata.setting("holdout");
  }

  /** Whether the protocol lets the network know the activity of a segment. */
  boolean knows(SegmentId id) {
    return !leftOut().contains(id.activity());
  }

  /** The evaluation without the segments whose activity the network was not to know. */
  Evaluation known() {
    Set<Integer> leftOut = leftOut();
    return leftOut.isEmpty()
        ? evaluation
        : evaluation.where(id -> !leftOut.contains(id.activity()));
  }

  /** The fold without its predictions in any orientation. */
  FinishedFold asRecorded() {
    return new FinishedFold(name, metadata, evaluation, List.of());
  }

  private Set<Integer> leftOut() {
    return SubjectProtocol.LeaveActivitiesOut.isNamed(metadata.protocol())
            && Holdout.parse(testSet()) instanceof SubjectHoldout.LeftOutActivities holdout
        ? holdout.activities()
        : Set.of();
  }

  /**
   * Reads all finished folds of a protocol.
   *
   * @param folder of the protocol; need not exist
   * @return ordered by seed and name
   * @throws IOException if one cannot be read or is of another version of the model, or if they are
   *     not of the same protocol and settings
   */
  static List<FinishedFold> readAll(Path folder) throws IOException {
    List<FinishedFold> folds = new ArrayList<>();
    for (Map.Entry<String, FoldFolder> fold : folders(folder).entrySet()) {
      folds.add(fold.getValue().read(fold.getKey()));
    }
    folds.sort(Comparator.comparingLong(FinishedFold::seed).thenComparing(FinishedFold::name));
    for (FinishedFold fold : folds) {
      FinishedFold first = folds.get(0);
      String differences =
          fold.metadata.differencesFrom(first.metadata.settings, first.metadata.testSets);
      if (!differences.isEmpty()) {
        throw new IOException(
            "%s was trained with other settings than %s beside it: %s"
                .formatted(folder.resolve(fold.name), first.name, differences));
      }
    }
    return folds;
  }

  /**
   * The folders of all finished folds of a protocol.
   *
   * @param folder of the protocol; need not exist
   * @return by the fold's name
   */
  static SortedMap<String, FoldFolder> folders(Path folder) throws IOException {
    SortedMap<String, FoldFolder> folders = new TreeMap<>();
    for (Path seed : list(folder)) {
      for (Path path : list(seed)) {
        FoldFolder fold = new FoldFolder(path);
        if (fold.isDone()) {
          folders.put(folder.relativize(path).toString().replace('\\', '/'), fold);
        }
      }
    }
    return folders;
  }

  /** What a folder holds. Not a walk, which fails if another process deletes a file meanwhile. */
  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
