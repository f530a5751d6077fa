// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.numberAboveZero;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What a reading may hold.
 *
 * @param maxClockSkew how far ahead of the broker's clock a reading may end
 * @param maxAcceleration the largest magnitude along an axis, in m/s^2
 */
public record ReadingSettings(Duration maxClockSkew, float maxAcceleration) {

  static void define(SettingsDefinition settings) {
    settings.string(
        "reading.max-clock-skew",
        "5m",
        duration("0s", "1d"),
        "Maximum time by which a reading's end may be ahead of the broker's clock. A"
            + " reading further ahead becomes a dead letter. The broker's clock is known if the"
            + " input topic has `message.timestamp.type=LogAppendTime`; otherwise the app's own"
            + " clock is used.");
    settings.define(
        "reading.max-acceleration",
        ConfigDef.Type.DOUBLE,
        500.0,
        numberAboveZero(),
        "Largest absolute acceleration on any axis, in m/s^2. A reading above it becomes a"
            + " dead letter.");
  }
}
