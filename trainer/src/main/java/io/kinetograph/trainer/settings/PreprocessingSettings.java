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
 * @param contrast acceleration in m/s^2 that the contrast channel makes visible; 0 for no such
 *     channel
 * @param posture wavelength of the posture channels in m/s^2; 0 for no such channels
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record PreprocessingSettings(
    @Hyperparameter(
            value = "0.25",
            range = "[0,100]",
            help = "Percentile of the training set's values that becomes black")
        double lowPercentile,
    @Hyperparameter(
            value = "99.75",
            range = "[0,100]",
            help = "Percentile of the training set's values that becomes white")
        double highPercentile,
    @Hyperparameter(
            value = "0.1",
            range = "[0,100]",
            help =
                "Acceleration in m/s^2 that the network's contrast channel makes visible; 0 turns"
                    + " the channel off")
        double contrast,
    @Hyperparameter(
            value = "0",
            range = "[0,1000]",
            help =
                "Wavelength in m/s^2 of the network's posture channels; 0 turns them off. A value"
                    + " of 4 helps to recognize wearers of the training set, not new ones")
        double posture) {

  /** Checks the ranges. */
  public PreprocessingSettings {
    Hyperparameters.check(
        PreprocessingSettings.class, lowPercentile, highPercentile, contrast, posture);
    if (!(lowPercentile < highPercentile)) {
      throw new IllegalArgumentException(
          "low-percentile %s is not below high-percentile %s"
              .formatted(lowPercentile, highPercentile));
    }
  }
}
