package io.kinetograph.trainer.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The text entries of a checkpoint.
 *
 * @param file the checkpoint, to be named in errors
 * @param values by name
 */
record Entries(Path file, Map<String, String> values) {

  Entries {
    values = Map.copyOf(values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("%s: entry %s is missing".formatted(file, name));
    }
    return value;
  }

  String textOr(String name, String missing) {
    return values.getOrDefault(name, missing);
  }

  long wholeNumber(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw notANumber(name, e);
    }
  }

  long wholeNumberOr(String name, long missing) {
    return values.containsKey(name) ? wholeNumber(name) : missing;
  }

  double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw notANumber(name, e);
    }
  }

  /**
   * What is made of the entries, or an error that names the file as well as the value.
   *
   * @param made throws {@link IllegalArgumentException} if a value is out of its range
   */
  <T> T check(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith(file.toString())) {
        throw e;
      }
      throw new IllegalArgumentException(file + ": " + message, e);
    }
  }

  private IllegalArgumentException notANumber(String name, NumberFormatException e) {
    return new IllegalArgumentException(
        "%s: entry %s is '%s', no number".formatted(file, name, text(name)), e);
  }
}
