// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.instant;
import static io.kinetograph.streams.config.SettingValues.numberAboveZero;
import static io.kinetograph.streams.config.SettingValues.unitOfAcceleration;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What a reading may hold.
 *
 * @param earliestTime before which no reading may start
 * @param maxClockSkew how far ahead of the broker's clock a reading may end
 * @param accelerationUnit in which readings hold acceleration
 * @param maxAcceleration the largest magnitude along an axis, in m/s^2
 */
public record ReadingSettings(
    Instant earliestTime,
    Duration maxClockSkew,
    AccelerationUnit accelerationUnit,
    float maxAcceleration) {

  static void define(SettingsDefinition settings) {
    settings.string(
        "reading.earliest-time",
        "2000-01-01T00:00:00Z",
        instant("1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z"),
        "Earliest time at which a reading may start. An earlier reading becomes a dead letter. If"
            + " its time looks like another unit (seconds, milliseconds) or like time since the"
            + " device started, the reason says so.");
    settings.string(
        "reading.max-clock-skew",
        "5m",
        duration("0s", "1d"),
        "Maximum time by which a reading's end may be ahead of the broker's clock. A"
            + " reading further ahead becomes a dead letter. The broker's clock is known if the"
            + " input topic has `message.timestamp.type=LogAppendTime`; otherwise the app's own"
            + " clock is used.");
    settings.string(
        "reading.acceleration-unit",
        "m/s2",
        unitOfAcceleration(),
        "Unit of `x`, `y` and `z` in all readings. `g`: the app multiplies them by 9.80665. The"
            + " app never guesses the unit; it [warns](operations.md#when-things-look-wrong) about"
            + " wearers whose readings look like another unit.");
    settings.define(
        "reading.max-acceleration",
        ConfigDef.Type.DOUBLE,
        500.0,
        numberAboveZero(),
        "Largest absolute acceleration on any axis, in m/s^2. A reading above it becomes a"
            + " dead letter.");
  }
}
