// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.wholeNumber;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How many stream threads may fail before the app ends.
 *
 * @param failures the most failures within the span that are answered by a new thread; 0 for none.
 *     Threads that fail before the first of them is replaced count as one failure
 * @param failureSpan the time over which failures are counted
 */
public record ThreadSettings(int failures, Duration failureSpan) {

  static void define(SettingsDefinition settings) {
    settings.define(
        "threads.failures",
        ConfigDef.Type.INT,
        5,
        wholeNumber(0, 1000),
        "Maximum number of stream thread failures within `threads.failure-span`. Up to"
            + " this number, a new thread replaces the failed one. After one more failure, the"
            + " process exits. If several threads fail before the first one is replaced, this"
            + " counts as one failure, because they may have the same cause.");
    settings.string(
        "threads.failure-span",
        "10m",
        duration("1ms", "1d"),
        "Time window in which failures are counted.");
  }
}
