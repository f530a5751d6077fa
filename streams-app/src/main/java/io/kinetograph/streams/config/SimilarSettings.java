// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingsDefinition.KAFKA_PREFIX;
import static io.kinetograph.streams.config.SettingsDefinition.SETTINGS;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the setting that somebody has misspelled: one of ours, or of Kafka. */
final class SimilarSettings {

  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();
  private static final int FEW_EDITS = 2;

  private SimilarSettings() {}

  /** The key that is most similar to an unknown one; empty if none is. */
  static Optional<String> of(String key) {
    return Stream.concat(
            SETTINGS.names().stream(),
            KafkaConfigValidator.names().map(name -> KAFKA_PREFIX + name))
        .filter(known -> resembles(key, known))
        // Of two that are alike, always the same: the order of the names is none.
        .min(
            Comparator.<String>comparingInt(known -> edits(key, known))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Few letters differ, or the group is missing, or {@code kafka.} is there by mistake. */
  private static boolean resembles(String key, String known) {
    return hasFewEdits(key, known)
        || key.equals(known.substring(known.indexOf('.') + 1))
        || key.equals(KAFKA_PREFIX + known);
  }

  /** Whether few letters differ, in any case. */
  static boolean hasFewEdits(String name, String known) {
    // A key of any length may be in a file.
    return Math.abs(name.length() - known.length()) <= FEW_EDITS
        && (name.equalsIgnoreCase(known) || edits(name, known) <= FEW_EDITS);
  }

  static int edits(String name, String known) {
    return EDITS.apply(name, known);
  }
}
