// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kinetograph.trainer.settings.Hyperparameters.Hyperparameter;

/**
 * How much a training segment is varied each time it is used.
 *
 * @param timeShift whether the window slides into the neighboring segments of its recording
 * @param rotation largest angle by which a unit is rotated about a random axis, in degrees: units
 *     are never strapped on in exactly the same way twice
 * @param anyOrientation probability that units of a picture are turned into any orientation: all of
 *     them in three of four such pictures, some in the others
 * @param exchange probability that the units of both arms are exchanged, and the same for the legs
 * @param scale largest relative change of a unit's movement about its mean; gravity is not changed
 * @param sensorFaults probability that a picture has the faults of other makers' units; half of it
 *     for pictures with units in any orientation
 * @param jitter largest standard deviation of noise that is added to a unit's values, in m/s^2
 * @param timeWarp largest relative change of pace; without neighboring segments, windows are only
 *     slowed: a faster one would need more of the recording
 * @param unitDropout probability that one to four units of a picture count as not worn
 * @param unknownMotion probability that a picture becomes a motion that is none of the activities;
 *     all labels are equally probable for it
 * @param mirror whether every other picture is mirrored: left and right are exchanged. Lying on the
 *     right side is not mirrored
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record AugmentationSettings(
    @Hyperparameter(
            value = "true",
            help = "Slide windows into neighboring segments of the training set")
        boolean timeShift,
    @Hyperparameter(
            value = "15",
            range = "[0,180]",
            help = "Largest angle by which a unit is rotated, in degrees")
        double rotation,
    @Hyperparameter(
            value = "0.45",
            range = "[0,1]",
            help = "Probability that units of a picture are turned into any orientation")
        double anyOrientation,
    @Hyperparameter(
            value = "0.1",
            range = "[0,1]",
            help = "Probability that right and left arm are exchanged; the same for the legs")
        double exchange,
    @Hyperparameter(value = "0.1", range = "[0,0.9]", help = "Largest relative change of amplitude")
        double scale,
    @Hyperparameter(
            value = "0.75",
            range = "[0,1]",
            help =
                "Probability of faults of gain, offset, rate and resolution, as of other makers'"
                    + " units; half of it for units in any orientation")
        double sensorFaults,
    @Hyperparameter(
            value = "0.01",
            range = "[0,100]",
            help = "Largest standard deviation of added noise, in m/s^2")
        double jitter,
    @Hyperparameter(
            value = "0.15",
            range = "[0,0.5]",
            help =
                "Largest relative change of pace; without neighboring segments, as with"
                    + " --no-time-shift, windows are only slowed")
        double timeWarp,
    @Hyperparameter(
            value = "0.3",
            range = "[0,1]",
            help = "Probability that one to four units count as not worn")
        double unitDropout,
    @Hyperparameter(
            value = "0.15",
            range = "[0,1]",
            help = "Probability of a motion that is none of the activities")
        double unknownMotion,
    @Hyperparameter(value = "true", help = "Exchange left and right in every other picture")
        boolean mirror) {

  /** Checks the ranges. */
  public AugmentationSettings {
    Hyperparameters.check(
        AugmentationSettings.class,
        timeShift,
        rotation,
        anyOrientation,
        exchange,
        scale,
        sensorFaults,
        jitter,
        timeWarp,
        unitDropout,
        unknownMotion,
        mirror);
  }

  /** No variation at all. */
  public static AugmentationSettings none() {
    return new AugmentationSettings(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
  }
}
