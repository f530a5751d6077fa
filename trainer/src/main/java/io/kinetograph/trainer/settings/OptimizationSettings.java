// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;
import java.util.OptionalDouble;

/**
 * How the weights are optimized.
 *
 * @param epochs passes over the training set with nothing frozen
 * @param batch pictures a step
 * @param learningRate peak of the one-cycle schedule
 * @param endRate the learning rate at the end, as a share of the peak
 * @param weightDecay AdamW's, on kernels and the fully connected weights
 * @param emaDecay share of the exponential moving average of the weights that a step keeps
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record OptimizationSettings(
    @Hyperparameter(
            value = "40",
            range = "[1,10000]",
            help = "Passes over the training set, not counting --freeze")
        int epochs,
    @Hyperparameter(value = "64", range = "[2,4096]", help = "Pictures in a step") int batch,
    @Hyperparameter(
            value = "2e-3",
            alias = "--lr",
            label = "RATE",
            help =
                "Peak of the one-cycle schedule, or auto: the learning rate finder (lr-find) runs"
                    + " first, on the training set alone, and its suggestion is used")
        LearningRate learningRate,
    @Hyperparameter(
            value = "0.3",
            range = "[0,1]",
            help = "Learning rate at the end of the schedule, as a share of the peak")
        double endRate,
    @Hyperparameter(value = "0.01", range = "[0,10]", help = "Weight decay of AdamW")
        double weightDecay,
    @Hyperparameter(
            value = "0.998",
            range = "[0,1)",
            help =
                "Share of the exponential moving average (EMA) of the weights that a step keeps;"
                    + " the EMA weights are evaluated and exported")
        double emaDecay) {

  /** Checks the ranges. */
  public OptimizationSettings {
    Hyperparameters.check(
        OptimizationSettings.class, epochs, batch, learningRate, endRate, weightDecay, emaDecay);
  }

  /**
   * The peak of the learning-rate schedule.
   *
   * @param peak above 0; empty if a learning rate finder chooses it on the training data
   */
  public record LearningRate(OptionalDouble peak) {

    /** The allowed rates. */
    static final Range RANGE = new Range("(0,100000]");

    private static final String AUTO = "auto";

    public LearningRate {
      peak.ifPresent(rate -> RANGE.require("learning-rate", rate));
    }

    /** A rate that is known. */
    public static LearningRate of(double peak) {
      return new LearningRate(OptionalDouble.of(peak));
    }

    /** A rate that is found on the training data. */
    public static LearningRate auto() {
      return new LearningRate(OptionalDouble.empty());
    }

    /**
     * Reads a number or {@code auto}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    @JsonCreator
    public static LearningRate parse(String text) {
      try {
        return text.equals(AUTO) ? auto() : of(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is not a number or auto", e);
      }
    }

    /** Whether a learning rate finder chooses it. */
    public boolean isAuto() {
      return peak.isEmpty();
    }

    /** The form that {@link #parse} reads. */
    @JsonValue
    public String text() {
      return peak.isPresent() ? Double.toString(peak.getAsDouble()) : AUTO;
    }
  }
}
