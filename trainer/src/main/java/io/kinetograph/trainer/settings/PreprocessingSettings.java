// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;

/**
 * How accelerations become the input of the first convolution. Weights of an earlier run work only
 * with the preprocessing that they were trained with.
 *
 * @param lowPercentile percentile of the training values that becomes black
 * @param highPercentile percentile that becomes white, above the other
 * @param posture wavelength of the posture channels in m/s^2; 0 for no such channels
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record PreprocessingSettings(
    @Hyperparameter(
            value = "0.02",
            range = "[0,100]",
            help = "Percentile of the training set's values that becomes black")
        double lowPercentile,
    @Hyperparameter(
            value = "99.98",
            range = "[0,100]",
            help = "Percentile of the training set's values that becomes white")
        double highPercentile,
    @Hyperparameter(
            value = "0",
            range = "[0,1000]",
            help =
                "Wavelength in m/s^2 of the network's posture channels; 0 turns them off. A value"
                    + " of 4 helps to recognize wearers of the training set, not new ones")
        double posture) {

  /** Checks the ranges. */
  public PreprocessingSettings {
    Hyperparameters.check(PreprocessingSettings.class, lowPercentile, highPercentile, posture);
    if (!(lowPercentile < highPercentile)) {
      throw new IllegalArgumentException(
          "low-percentile %s is not below high-percentile %s"
              .formatted(lowPercentile, highPercentile));
    }
  }
}
