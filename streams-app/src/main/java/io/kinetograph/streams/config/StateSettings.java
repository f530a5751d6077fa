// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.size;

/**
 * What the state stores may use.
 *
 * @param memoryBytes memory outside the Java heap that all stores of the process share
 */
public record StateSettings(long memoryBytes) {

  static void define(SettingsDefinition settings) {
    settings.string(
        "state.memory",
        "128MB",
        size("8MB"),
        "Memory outside the Java heap that the stores of all partitions share. Half of it"
            + " is for write buffers, the other half is a read cache. KB, MB and GB are powers of"
            + " 1024.");
  }
}
