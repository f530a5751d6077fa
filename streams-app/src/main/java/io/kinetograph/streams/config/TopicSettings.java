// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.topic;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Validator;

/**
 * The topics of the topology.
 *
 * @param input readings by wearer
 * @param output labels by wearer
 * @param deadLetters invalid records of the input
 */
public record TopicSettings(String input, String output, String deadLetters) {

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if two are the same
   */
  public TopicSettings {
    if (input.equals(output) || input.equals(deadLetters) || output.equals(deadLetters)) {
      throw new IllegalArgumentException(
          "input, output and dead letters need a topic each, not '%s', '%s', '%s'"
              .formatted(input, output, deadLetters));
    }
  }

  /** By topic, the key of the setting that names it, for messages to an operator. */
  public Map<String, String> settingKeys() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(input, "input.topic");
    keys.put(output, "output.topic");
    keys.put(deadLetters, "dead-letter.topic");
    return keys;
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
        "dead-letter.topic",
        "wearable.accelerometer.dlq",
        name,
        "Topic of the dead letters: invalid records, unchanged, with headers that give the"
            + " reason and the origin. Records that are [too"
            + " large](operations.md#invalid-records) lose their value and headers.");
  }
}
