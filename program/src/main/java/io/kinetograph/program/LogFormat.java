// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a program logs: as text or as JSON. The environment variable {@code KINETOGRAPH_LOG_FORMAT}
 * selects it, because a program also logs what is wrong with its settings. The log configurations
 * contain the variable.
 */
public enum LogFormat {
  /** Lines for people. */
  TEXT,
  /** One JSON object in each line, for programs that collect logs. */
  JSON;

  private static final String VARIABLE = "KINETOGRAPH_LOG_FORMAT";
  private static final String CONFIGURATION = "logback.configurationFile";

  /**
   * Configures the log of this process, before anything is logged.
   *
   * @param configuration the resource of logback's configuration, if the user selects no other one
   * @return what is wrong with the environment variable, or empty
   */
  public static Optional<String> configure(String configuration) {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, configuration);
    }
    return error(System.getenv());
  }

  static Optional<String> error(Map<String, String> environment) {
    String value = environment.get(VARIABLE);
    if (value == null || named(value).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        PlainText.line(
            "environment: %s is '%s', but must be %s"
                .formatted(
                    VARIABLE,
                    value,
                    Arrays.stream(values())
                        .map(LogFormat::lowerCase)
                        .collect(Collectors.joining(" or ")))));
  }

  static Optional<LogFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.lowerCase().equals(name)).findFirst();
  }

  private String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }
}
