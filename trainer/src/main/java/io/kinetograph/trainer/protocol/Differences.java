package io.kinetograph.trainer.protocol;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** In what the settings of two trainings differ. */
final class Differences {

  private static final String NONE = "(none)";

  private Differences() {}

  /** The settings that all folds have in common: all but the seed and what is kept back. */
  static Map<String, String> withoutPart(Map<String, String> settings) {
    Map<String, String> common = new LinkedHashMap<>(settings);
    common.keySet().removeAll(Set.of("seed", "holdout"));
    return common;
  }

  /** Such as {@code epochs 12, not 10}; empty if they are the same. */
  static String of(Map<String, String> asked, Map<String, String> kept) {
    Set<String> names = new LinkedHashSet<>(asked.keySet());
    names.addAll(kept.keySet());
    return names.stream()
        .filter(name -> !asked.getOrDefault(name, NONE).equals(kept.getOrDefault(name, NONE)))
        .map(
            name ->
                "%s %s, not %s"
                    .formatted(name, kept.getOrDefault(name, NONE), asked.getOrDefault(name, NONE)))
        .collect(Collectors.joining("; "));
  }

  /** Such as {@code parts fold:1:4 ..., not fold:1:5 ...}; empty if they are the same. */
  static String ofParts(Map<String, String> asked, Map<String, String> kept) {
    return asked.equals(kept)
        ? ""
        : "parts %s, not %s"
            .formatted(String.join(" ", kept.values()), String.join(" ", asked.values()));
  }
}
