package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;
import java.util.Optional;

/**
 * Where a training begins, in which phases it proceeds, and when it stops.
 *
 * @param initialWeights the weights to begin with
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
            range = "[0,)",
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
            range = "[0,)",
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
          "patience %d needs a validation set: give --validation".formatted(patience));
    }
  }

  /** Random weights, all layers from the first epoch on, at one rate. */
  public static FineTuningPlan none() {
    return new FineTuningPlan(
        new InitialWeights.Random(), 0, Optional.empty(), new Holdout.Nothing(), 0);
  }
}
