package io.kinetograph.trainer.training;

import java.util.Map;

/**
 * The text entries of a checkpoint.
 *
 * @param values by name
 */
record Entries(Map<String, String> values) {

  Entries {
    values = Map.copyOf(values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("entry " + name + " is missing");
    }
    return value;
  }

  String textOr(String name, String missing) {
    return values.getOrDefault(name, missing);
  }

  long wholeNumber(String name) {
    return Long.parseLong(text(name));
  }

  double number(String name) {
    return Double.parseDouble(text(name));
  }
}
