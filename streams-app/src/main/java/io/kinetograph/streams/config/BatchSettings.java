// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.wholeNumber;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How closed segments are collected for one call of the model, and how long a task may spend on
 * that.
 *
 * @param size the most segments of a call
 * @param linger how long a closed segment waits for others at most
 * @param maxProcessingTime how long a task closes and labels segments before the stream thread
 *     commits, polls and serves its other tasks. The times of all tasks of a thread add up within
 *     one transaction of, by default, 10 s
 */
public record BatchSettings(int size, Duration linger, Duration maxProcessingTime) {

  private static final Duration MAX_WORK_INTERVAL = Duration.ofMillis(20);

  /**
   * How often a task continues to close and label segments: at least as often as it may, or a
   * backlog would pile up in memory.
   */
  public Duration workInterval() {
    return Collections.min(List.of(linger, maxProcessingTime, MAX_WORK_INTERVAL));
  }

  static void define(SettingsDefinition settings) {
    settings.define(
        "batch.size",
        ConfigDef.Type.INT,
        64,
        wholeNumber(1, 1024),
        "Maximum batch size: segments per inference call.");
    settings.string(
        "batch.linger",
        "20ms",
        duration("1ms", "1d"),
        "Maximum time that a closed segment waits for other segments to fill its batch.");
    settings.string(
        "batch.max-processing-time",
        "100ms",
        duration("10ms", "1s"),
        "Maximum time that a task closes and labels segments before its thread commits,"
            + " polls and runs its other tasks. The remaining segments wait for the next round."
            + " One inference call may exceed this time. There is one task per partition. The sum"
            + " over all tasks of a thread must be well below"
            + " `kafka.producer.transaction.timeout.ms` (10 s by default). With exactly-once"
            + " processing, the app warns at startup if this sum can exceed a third of that.");
  }
}
