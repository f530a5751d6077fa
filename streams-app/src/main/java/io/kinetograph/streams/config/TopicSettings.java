// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.util.LinkedHashMap;
import java.util.Map;

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
}
