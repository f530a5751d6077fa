// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.WearingEvaluation.Accuracies;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes finished folds into a folder, as if they had been trained. */
final class FinishedFolds {

  private final Path run;
  private final String protocol;
  private final Map<String, String> testSets = new LinkedHashMap<>();
  private final Map<String, String> settings;

  /** Of a protocol with some folds. */
  FinishedFolds(Path run, String protocol, String... folds) {
    this(run, protocol, Map.of());
    for (String fold : folds) {
      testSets.put(fold, "test set of " + fold);
    }
  }

  private FinishedFolds(Path run, String protocol, Map<String, String> settings) {
    this.run = run;
    this.protocol = protocol;
    this.settings = settings;
  }

  /** Of leave-one-subject-out with all settings, so that they calibrate a network. */
  static FinishedFolds loso(Path run, TrainingSettings settings, int subjects) {
    FinishedFolds folds = new FinishedFolds(run, "loso", settings.toMap());
    for (int subject = 1; subject <= subjects; subject++) {
      folds.testSets.put("subject-" + subject, "subject:" + subject);
    }
    return folds;
  }

  /**
   * Adds a fold.
   *
   * @param predictions for each segment {@code actual>predicted} with the activities' numbers, such
   *     as {@code 1>2}; the further left, the higher the confidence. {@code 1>2?} has a small
   *     energy
   */
  void add(int seed, String fold, int epochs, Map<String, Double> worn, String... predictions)
      throws IOException {
    Path folder = folder(seed, fold);
    Files.createDirectories(folder);
    Evaluation evaluation = evaluation(folder.resolve("predictions.csv"), predictions);
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("seed", Integer.toString(seed));
    all.put("epochs", Integer.toString(epochs));
    all.put("holdout", testSets.getOrDefault(fold, ""));
    FinishedFold.Metadata metadata =
        new FinishedFold.Metadata(
            ResNet.MODEL_FORMAT,
            protocol,
            testSets,
            List.of("a note"),
            all,
            100,
            "cafe",
            2.0 * seed,
            worn,
            Map.of());
    new FoldFolder(folder).write(new FinishedFold(fold, metadata, evaluation, List.of()));
  }

  /** Adds predictions in any orientation to a fold, as {@link #add} has them. */
  void addAnyOrientation(int seed, String fold, int draw, String... predictions)
      throws IOException {
    evaluation(new RunFolder(folder(seed, fold)).predictionsInAnyOrientation(draw), predictions);
  }

  private Path folder(int seed, String fold) {
    return run.resolve(protocol).resolve("seed-" + seed).resolve(fold);
  }

  private static Evaluation evaluation(Path file, String... predictions) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder header = new StringBuilder("subject,activity,segment,label,predicted,confidence");
    ActivityLabels.all().forEach(label -> header.append(",logit:").append(label));
    lines.add(header.toString());
    for (int i = 0; i < predictions.length; i++) {
      String[] pair = predictions[i].split(">", -1);
      SegmentId id = new SegmentId(Integer.parseInt(pair[0]), 1, i + 1);
      int lowered = pair[1].endsWith("?") ? 9 : 0;
      int predicted = Integer.parseInt(pair[1].replace("?", ""));
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT, "1,%d,%d,%s,%s,0.5", id.activity(), i + 1, id.label(), predicted));
      for (int label = 1; label <= ActivityLabels.COUNT; label++) {
        int logit = label == predicted ? predictions.length - i + 1 : 0;
        line.append(',').append(logit - lowered);
      }
      lines.add(line.toString());
    }
    Files.write(file, lines);
    return Evaluation.read(file);
  }

  /** Adds accuracies by mounting to a fold. */
  void addMountings(int seed, String fold, Map<String, Accuracies> mountings) throws IOException {
    FoldFolder folder = new FoldFolder(folder(seed, fold));
    FinishedFold old = folder.read(fold);
    folder.write(
        new FinishedFold(
            fold,
            old.metadata().withFigures(old.metadata().wornUnits(), mountings),
            old.evaluation(),
            old.anyOrientation()));
  }
}
