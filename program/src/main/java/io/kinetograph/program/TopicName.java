// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.util.regex.Pattern;

/** The names that topics may have, by Kafka's rule. */
public final class TopicName {

  /** What a name is, for messages and documentation. */
  public static final String SYNTAX =
      "a topic's name: 1 to 249 letters, digits, `.`, `_` and `-`, but not `.` or `..`";

  private static final Pattern VALID = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  private TopicName() {}

  /** Whether Kafka takes the name. */
  public static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  /**
   * Checks the value of an option.
   *
   * @param option its name, for the message
   * @throws IllegalArgumentException if Kafka does not take the name; the message begins with the
   *     option and contains the name
   */
  public static void require(String option, String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "%s '%s' is not %s".formatted(option, name, SYNTAX.replace('`', '\'')));
    }
  }
}
