// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.durationsOrEmpty;
import static io.kinetograph.streams.config.SettingValues.trueOrFalse;
import static io.kinetograph.streams.config.SettingValues.wholeNumber;

import io.kinetograph.imaging.segment.Segment;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How episodes are decided from labels. Whether they are, {@link TopicSettings#episodes} says.
 *
 * @param lag how many later labels are seen before a segment is decided
 * @param maxGap a longer time without a label ends an episode
 * @param meanDuration how long an episode usually is
 * @param meanDurations the same for some groups of activities
 */
public record EpisodeSettings(
    int lag, Duration maxGap, Duration meanDuration, Map<String, Duration> meanDurations) {

  private static final int MOST_LABELS = 100;

  /**
   * The same with a lag that is a time.
   *
   * @param segments how many segments long it is
   * @param hop from one segment's start to the next one's
   */
  static EpisodeSettings of(
      int segments,
      Duration hop,
      Duration maxGap,
      Duration meanDuration,
      Map<String, Duration> meanDurations) {
    long labels = segments * (Segment.LENGTH_MICROS / 1000) / hop.toMillis();
    return new EpisodeSettings(
        (int) Math.min(MOST_LABELS, labels), maxGap, meanDuration, meanDurations);
  }

  /** Copies the map. */
  public EpisodeSettings {
    meanDurations = Map.copyOf(meanDurations);
  }

  static void define(SettingsDefinition settings) {
    settings.define(
        "episodes.enabled",
        ConfigDef.Type.BOOLEAN,
        true,
        trueOrFalse(),
        "Whether the app decides over time what a wearer did from when to when, and writes these"
            + " [episodes](operations.md#episodes) to `episodes.topic`. Stop all processes to"
            + " change it.");
    settings.define(
        "episodes.lag",
        ConfigDef.Type.INT,
        3,
        wholeNumber(0, 20),
        "How many later segments the app waits for before it decides one. More segments find starts"
            + " and ends better, but later. If `segment.hop` is shorter than 5 s, the app waits for"
            + " the same time, which is more labels (at most 100).");
    settings.string(
        "episodes.max-gap",
        "2m",
        duration("10s", "1d"),
        "A longer time without a label ends an episode.");
    settings.string(
        "episodes.mean-duration",
        "2m",
        duration("5s", "1d"),
        "How long an episode usually lasts. The longer, the more labels it takes to end one.");
    settings.string(
        "episodes.mean-durations",
        "lying=10m,sitting=10m,stairs=1m,not-worn=30m",
        durationsOrEmpty("5s", "1d"),
        "The same for some groups of activities; also for `unknown` and `not-worn`. Groups that a"
            + " model does not have are ignored.");
  }
}
