// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.sizeOrEmpty;

/**
 * What the samples of open segments may use.
 *
 * @param memoryBytes Java heap for the samples of all partitions of the process
 */
public record SampleSettings(long memoryBytes) {

  static void define(SettingsDefinition settings) {
    settings.string(
        "samples.memory",
        "",
        sizeOrEmpty("1MB"),
        "Java heap for the samples of open segments, for all partitions together. If more is"
            + " needed, partitions that use at least the average close their oldest segments early,"
            + " with the samples that have arrived. Above 110% of it, all partitions do. A"
            + " wearer with five units at 25 Hz needs about 25 KB, and up to 90 KB with the shortest"
            + " `segment.hop`. KB, MB and GB are powers of 1024. Empty: a quarter of the maximum"
            + " heap. The app warns at startup above half of the maximum heap; startup fails if the"
            + " heap is not larger.");
  }
}
