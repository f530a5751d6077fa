// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.Holdout.Split;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that, together with the data, determines the result of a training. Jackson writes and
 * reads it ({@link JsonFile}); the command line's options are the components with {@link
 * Hyperparameter}.
 *
 * @param seed of weights, order, variations and splits
 * @param subjects whose recordings are used
 * @param holdout the test set, which does not affect the training; evaluated after each epoch on
 *     request
 * @param network the network's size
 * @param optimization how the weights are optimized
 * @param regularization measures against an overconfident network
 * @param preprocessing how accelerations become the network's input
 * @param augmentation how segments are varied
 * @param fineTuning the initial weights, the phases, and when to stop
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record TrainingSettings(
    @Hyperparameter(value = "1", help = "Seed of weights, order, variations and splits") long seed,
    Subjects subjects,
    Holdout holdout,
    @Hyperparameter(
            value = "resnet34",
            label = "SIZE",
            help =
                "Size of the network: resnet34, or WIDTH:BLOCKS such as 8:1,1,1,1 for a smaller one"
                    + " with so many channels and blocks in its four stages")
        NetworkSize network,
    OptimizationSettings optimization,
    RegularizationSettings regularization,
    PreprocessingSettings preprocessing,
    AugmentationSettings augmentation,
    FineTuningPlan fineTuning) {

  private static final String NONE = "(none)";

  /** Checks what the settings must have in common. */
  public TrainingSettings {
    Hyperparameters.check(
        TrainingSettings.class,
        seed,
        subjects,
        holdout,
        network,
        optimization,
        regularization,
        preprocessing,
        augmentation,
        fineTuning);
    if (optimization.learningRate().isAuto()
        && fineTuning.layerRates().isPresent()
        && fineTuning.frozenEpochs() == 0) {
      throw new IllegalArgumentException(
          "learning-rate auto has no effect: layer-rates %s apply to all epochs"
              .formatted(fineTuning.layerRates().get().text()));
    }
  }

  /** All epochs, those with a frozen body first. */
  public int allEpochs() {
    return fineTuning.frozenEpochs() + optimization.epochs();
  }

  /**
   * The recordings of these settings' subjects, without the test set and the test set.
   *
   * @throws IllegalArgumentException if the data cannot be split in this way
   */
  public Split split(DataSet data) {
    return split(
        "holdout " + holdout.text(), holdout, data.where(id -> subjects.contains(id.subject())));
  }

  /**
   * The training set and the validation set.
   *
   * @param outer the recordings, split by {@link #split}: the test set must not affect the training
   * @throws IllegalArgumentException if the data cannot be split in this way
   */
  public Split splitValidation(Split outer) {
    String after = holdout instanceof Holdout.Nothing ? "" : " after holdout " + holdout.text();
    Holdout validation = fineTuning.validation();
    return split("validation " + validation.text() + after, validation, outer.training());
  }

  private Split split(String name, Holdout rule, DataSet data) {
    try {
      Split split = rule.split(data, seed);
      if (split.heldOut().size() == 0 && !(rule instanceof Holdout.Nothing)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "none of the %d segments is in this part: take a larger share or fewer folds",
                data.size()));
      }
      return split;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * These settings with the size and the preprocessing of the run that the initial weights come
   * from.
   */
  public TrainingSettings withNetworkOf(TrainingSettings earlier) {
    return new TrainingSettings(
        seed,
        subjects,
        holdout,
        earlier.network,
        optimization,
        regularization,
        earlier.preprocessing,
        augmentation,
        fineTuning);
  }

  /** These settings with another seed and test set. */
  public TrainingSettings withSplit(long otherSeed, Holdout otherHoldout) {
    return new TrainingSettings(
        otherSeed,
        subjects,
        otherHoldout,
        network,
        optimization,
        regularization,
        preprocessing,
        augmentation,
        fineTuning);
  }

  /** The settings as text by name, without their groups, in a fixed order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    putInto(map, JsonFile.toTree(this));
    return map;
  }

  private static void putInto(Map<String, String> map, JsonNode group) {
    for (Map.Entry<String, JsonNode> entry : group.properties()) {
      if (entry.getValue().isObject()) {
        putInto(map, entry.getValue());
      } else {
        map.put(entry.getKey(), entry.getValue().isNull() ? NONE : entry.getValue().asText());
      }
    }
  }

  /**
   * How settings differ, such as {@code epochs 12, not 10}; empty if they are the same.
   *
   * @param asked settings by name, as {@link #toMap} gives them
   * @param kept the settings to compare with; a difference states their value first
   */
  public static String differences(Map<String, String> asked, Map<String, String> kept) {
    Set<String> names = new LinkedHashSet<>(asked.keySet());
    names.addAll(kept.keySet());
    return names.stream()
        .filter(name -> !asked.getOrDefault(name, NONE).equals(kept.getOrDefault(name, NONE)))
        .map(
            name ->
                "%s %s, not %s"
                    .formatted(name, kept.getOrDefault(name, NONE), asked.getOrDefault(name, NONE)))
        .collect(Collectors.joining("; "));
  }
}
