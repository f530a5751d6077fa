// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.util.Map;
import picocli.CommandLine.Option;

/** Options that all commands share: how much is published, and how the app runs. */
final class LoadOptions {

  @Option(
      names = "--wearers",
      defaultValue = "100",
      description = "Number of wearers, each with five units (default: ${DEFAULT-VALUE}).")
  int wearers;

  @Option(
      names = "--samples",
      defaultValue = "1",
      description = "Samples in a record, at 25 Hz (default: ${DEFAULT-VALUE}).")
  int samples;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long to measure, or how much to publish (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--memory",
      defaultValue = "128",
      description = "MB that the stores share (default: ${DEFAULT-VALUE}).")
  long memoryMegabytes;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of Kafka Streams, such as commit.interval.ms=1000.")
  Map<String, String> kafka = Map.of();

  /** Samples of all wearers' units in the measured time. */
  double totalSamples() {
    return 125.0 * wearers * seconds;
  }
}
