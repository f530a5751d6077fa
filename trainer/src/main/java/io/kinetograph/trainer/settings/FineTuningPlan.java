// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;
import io.kinetograph.trainer.settings.OptimizationSettings.LearningRate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The initial weights of a training, its phases, and when it stops.
 *
 * @param initialWeights the weights to start from
 * @param frozenEpochs epochs, before the others, that train the last layer alone
 * @param layerRates peak learning rates by depth once nothing is frozen; else one rate for all
 * @param validation the validation set, cut from the training set: the EMA weights are evaluated on
 *     it after each epoch
 * @param patience after how many epochs without an improvement on the validation set, frozen ones
 *     not counted, training stops; the best epoch's weights are kept then. 0 for no such stop
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record FineTuningPlan(
    InitialWeights initialWeights,
    @JsonProperty("freeze")
        @Hyperparameter(
            value = "0",
            range = "[0,10000]",
            label = "EPOCHS",
            help = "Epochs, before the others, that train the last layer alone")
        int frozenEpochs,
    @Hyperparameter(
            value = "none",
            label = "LOW:HIGH",
            help =
                "Peak learning rates from the first layers to the last, once nothing is frozen,"
                    + " such as 1e-4:1e-2; none: --learning-rate for all layers")
        Optional<LayerRates> layerRates,
    @Hyperparameter(
            value = "none",
            label = "RULE",
            help =
                "The validation set, cut from the training set; the EMA weights are evaluated on it"
                    + " after each epoch: random:SHARE, subject:NUMBER, subjects:N-M,... or none")
        Holdout validation,
    @Hyperparameter(
            value = "0",
            range = "[0,10000]",
            label = "EPOCHS",
            help =
                "Stop after so many epochs without an improvement on the validation set, and keep"
                    + " the weights of the best epoch; 0 trains through all epochs")
        int patience) {

  /** Checks the ranges. */
  public FineTuningPlan {
    Hyperparameters.check(
        FineTuningPlan.class, initialWeights, frozenEpochs, layerRates, validation, patience);
    if (patience > 0 && validation instanceof Holdout.Nothing) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "patience %d needs a validation set: give --validation", patience));
    }
  }

  /** Random weights, all layers from the first epoch on, at one rate. */
  public static FineTuningPlan none() {
    return new FineTuningPlan(
        new InitialWeights.Random(), 0, Optional.empty(), new Holdout.Nothing(), 0);
  }

  /**
   * Peak learning rates by depth, spread geometrically from the stem over the four stages to the
   * head (Howard and Ruder 2018, discriminative fine-tuning): early layers of a trained body need
   * little change.
   *
   * @param low of the stem, above 0
   * @param high of the fully connected layer, at least low
   */
  public record LayerRates(double low, double high) {

    private static final List<String> BEHIND_STEM =
        List.of("layer1.", "layer2.", "layer3.", "layer4.", "fc.");

    public LayerRates {
      LearningRate.RANGE.require("layer-rates: the first rate", low);
      LearningRate.RANGE.require("layer-rates: the last rate", high);
      if (low > high) {
        throw new IllegalArgumentException(
            "layer-rates %s:%s: the first is above the last".formatted(low, high));
      }
    }

    /**
     * Reads {@code LOW:HIGH}, such as {@code 1e-4:1e-2}.
     *
     * @throws IllegalArgumentException if the text does not have this form
     */
    @JsonCreator
    public static LayerRates parse(String text) {
      String[] parts = text.split(Pattern.quote(":"), -1);
      try {
        if (parts.length == 2) {
          return new LayerRates(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("layer-rates '" + text + "' are not LOW:HIGH", e);
      }
      throw new IllegalArgumentException("layer-rates '" + text + "' are not LOW:HIGH");
    }

    /** The form that {@link #parse} reads. */
    @JsonValue
    public String text() {
      return low + ":" + high;
    }

    /**
     * The factor by which the head's rate is multiplied for a parameter.
     *
     * @param parameter its name in torchvision
     * @return above 0 and at most 1
     */
    public double factor(String parameter) {
      int depth = 0;
      for (int i = 0; i < BEHIND_STEM.size(); i++) {
        if (parameter.startsWith(BEHIND_STEM.get(i))) {
          depth = i + 1;
        }
      }
      return Math.pow(low / high, 1 - (double) depth / BEHIND_STEM.size());
    }
  }
}
