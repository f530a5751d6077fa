package io.kinetograph.trainer.crossvalidation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What must be the same in all folds of a protocol, and what must not. */
final class Differences {

  private Differences() {}

  /** The settings that all folds have in common: all but the seed and what is kept back. */
  static Map<String, String> withoutPart(Map<String, String> settings) {
    Map<String, String> common = new LinkedHashMap<>(settings);
    common.keySet().removeAll(Set.of("seed", "holdout"));
    return common;
  }

  /** Such as {@code parts fold:1:4 ..., not fold:1:5 ...}; empty if they are the same. */
  static String ofParts(Map<String, String> asked, Map<String, String> kept) {
    return asked.equals(kept)
        ? ""
        : "parts %s, not %s"
            .formatted(String.join(" ", kept.values()), String.join(" ", asked.values()));
  }
}
