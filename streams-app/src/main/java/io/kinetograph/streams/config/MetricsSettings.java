// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.meterScope;

/**
 * What the metrics endpoint publishes.
 *
 * @param kafka how many of Kafka's own meters
 */
public record MetricsSettings(KafkaMeterScope kafka) {

  /** How many of Kafka's own meters are published. */
  public enum KafkaMeterScope {
    /** None. */
    NONE,
    /** Those that show whether the app keeps up and is healthy. */
    ESSENTIAL,
    /** All of Kafka Streams and its clients: several hundred per thread. */
    ALL
  }

  static void define(SettingsDefinition settings) {
    settings.string(
        "metrics.kafka",
        "essential",
        meterScope(),
        "Which of Kafka's own metrics `/metrics` contains: `none`, `essential`"
            + " ([listed](metrics.md#kafkas-metrics)) or `all`.");
  }
}
