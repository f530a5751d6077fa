// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

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
}
