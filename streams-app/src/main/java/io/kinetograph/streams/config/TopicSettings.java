// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the topology.
 *
 * @param input readings by wearer
 * @param output labels by wearer
 * @param episodes episodes by wearer; null if none are decided
 * @param deadLetters invalid records of the input
 */
public record TopicSettings(
    String input, String output, @Nullable String episodes, String deadLetters) {

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if two are the same
   */
  public TopicSettings {
    if (keys(input, output, episodes, deadLetters).size() < (episodes == null ? 3 : 4)) {
      throw new IllegalArgumentException(
          "input, output%s and dead letters need a topic each, not '%s', '%s',%s '%s'"
              .formatted(
                  episodes == null ? "" : ", episodes",
                  input,
                  output,
                  episodes == null ? "" : " '" + episodes + "',",
                  deadLetters));
    }
  }

  /** Topics of an app that decides no episodes. */
  public TopicSettings(String input, String output, String deadLetters) {
    this(input, output, null, deadLetters);
  }

  /** By topic, the key of the setting that names it, for messages to an operator. */
  public Map<String, String> settingKeys() {
    return keys(input, output, episodes, deadLetters);
  }

  private static Map<String, String> keys(
      String input, String output, @Nullable String episodes, String deadLetters) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(input, "input.topic");
    keys.put(output, "output.topic");
    if (episodes != null) {
      keys.put(episodes, "episodes.topic");
    }
    keys.put(deadLetters, "dead-letter.topic");
    return keys;
  }

  /** The topics that the app writes. */
  public List<String> written() {
    return episodes == null ? List.of(output, deadLetters) : List.of(output, episodes, deadLetters);
  }

  /** Whether the app writes a topic: labels, episodes or dead letters, and no changelog. */
  public boolean isWritten(String topic) {
    return topic.equals(output) || topic.equals(episodes) || topic.equals(deadLetters);
  }

  /** A topic and the setting that names it, for messages to an operator. */
  public String named(String topic) {
    String key = settingKeys().get(topic);
    return "topic '%s'%s".formatted(topic, key == null ? "" : " (setting " + key + ")");
  }

  static void define(SettingsDefinition settings) {
    Validator name = topic();
    settings.string("input.topic", "wearable.accelerometer", name, "Topic of the readings.");
    settings.string("output.topic", "wearer.activity", name, "Topic of the labels.");
    settings.string(
        "episodes.topic",
        "wearer.episodes",
        name,
        "Topic of the [episodes](operations.md#episodes), unless `episodes.enabled=false`.");
    settings.string(
        "dead-letter.topic",
        "wearable.accelerometer.dlq",
        name,
        "Topic of the dead letters: invalid records, unchanged, with headers that give the"
            + " reason and the origin. Records that are [too"
            + " large](operations.md#invalid-records) lose their value and headers.");
  }
}
