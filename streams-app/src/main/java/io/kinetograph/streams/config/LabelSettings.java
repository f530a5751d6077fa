// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.numberAboveZero;
import static io.kinetograph.streams.config.SettingValues.numberOrEmpty;
import static io.kinetograph.streams.config.SettingValues.zeroOrDuration;

import java.time.Duration;
import java.util.OptionalDouble;
import org.apache.kafka.common.config.ConfigDef;

/**
 * When a label says that the activity is unknown, or that a unit is not worn.
 *
 * @param unknownThreshold the energy below which an activity is unknown, in place of the model
 *     card's; empty for the card's, {@value #OFF} if no activity is
 * @param notWornAfter how long a unit lies still until it counts as not worn; zero if none does
 * @param notWornTorso the torso unit lies still if the slow deviation of its acceleration in a
 *     segment is below this, in m/s^2
 * @param notWornLimb the same for the unit of an arm or leg
 */
public record LabelSettings(
    OptionalDouble unknownThreshold, Duration notWornAfter, float notWornTorso, float notWornLimb) {

  /** The threshold with which no activity is unknown. */
  public static final double OFF = 0;

  static void define(SettingsDefinition settings) {
    settings.string(
        "labels.unknown-threshold",
        "",
        numberOrEmpty(),
        "A segment with an energy (the log-sum-exp of the model's logits) below this has an"
            + " [unknown](operations.md#unknown-and-not-worn) activity. The larger, the more"
            + " segments are unknown. Labels that the model card lists as never unknown stay"
            + " known. Empty: the threshold in the model card. `0`: no activity is"
            + " unknown.");
    settings.string(
        "labels.not-worn-after",
        "20s",
        zeroOrDuration("5s", "1d"),
        "How long a unit must lie stiller than on any body until it counts as"
            + " [not worn](operations.md#unknown-and-not-worn). Its rows are then treated as if it"
            + " had sent nothing. `0s`: each unit counts as worn.");
    settings.define(
        "labels.not-worn-torso",
        ConfigDef.Type.DOUBLE,
        0.008,
        numberAboveZero(),
        "The torso unit lies still if the slow deviation of its acceleration is below this, in m/s²:"
            + " the standard deviation over a segment (the square root of the sum of the three axes'"
            + " variances) after a moving average of 0.6 s. Breathing makes more: in the data set, at"
            + " least 0.012 at least once in every 20 s. The noise of the data set's sensors makes"
            + " 0.003.");
    settings.define(
        "labels.not-worn-limb",
        ConfigDef.Type.DOUBLE,
        0.0025,
        numberAboveZero(),
        "The same for the units of arms and legs, which can rest as still as furniture: in the data"
            + " set, 0.004 in 20 s. While the wearer moves, or if all units lie still, 0.015 is"
            + " enough.");
  }
}
