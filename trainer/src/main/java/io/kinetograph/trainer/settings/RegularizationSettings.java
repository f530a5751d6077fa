// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;

/**
 * Measures against an overconfident network.
 *
 * @param labelSmoothing share of the target that is spread over all classes
 * @param mixup both parameters of the beta distribution that pictures are mixed by; 0 for none
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record RegularizationSettings(
    @Hyperparameter(
            value = "0.1",
            range = "[0,1)",
            help = "Share of the target that is spread over all classes")
        double labelSmoothing,
    @Hyperparameter(
            value = "0",
            range = "[0,8]",
            help = "Parameter of the beta distribution that pictures are mixed by; 0 turns it off")
        double mixup) {

  /** Checks the ranges. */
  public RegularizationSettings {
    Hyperparameters.check(RegularizationSettings.class, labelSmoothing, mixup);
  }
}
