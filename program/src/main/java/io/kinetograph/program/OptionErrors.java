// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Errors of settings, as errors of the options that set them.
 *
 * <p>A class of settings does not know which command uses it. Its errors begin with the setting's
 * name, such as {@code port 70000 is not from 0 to 65535}; the option has the same name after two
 * dashes.
 */
public final class OptionErrors {

  private static final Pattern FIRST_WORD = Pattern.compile("^[a-z][a-z0-9-]*(?=[ :])");

  private OptionErrors() {}

  /**
   * Computes a value of options.
   *
   * @throws ParameterException if the value throws an {@link IllegalArgumentException}; the message
   *     names the option
   */
  public static <T> T check(CommandSpec command, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw of(command, e);
    }
  }

  /** The error of a setting as a usage error of a command. */
  public static ParameterException of(CommandSpec command, IllegalArgumentException error) {
    String message = String.valueOf(error.getMessage());
    Matcher name = FIRST_WORD.matcher(message);
    boolean isOption = name.find() && command.findOption("--" + name.group()) != null;
    return new ParameterException(
        command.commandLine(), isOption ? "--" + message : message, error);
  }
}
