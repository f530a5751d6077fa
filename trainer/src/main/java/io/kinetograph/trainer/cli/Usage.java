// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.TerminalProgress;
import io.kinetograph.trainer.settings.Range;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What the commands share: usage errors of options, and progress. */
final class Usage {

  private Usage() {}

  /**
   * Rejects options that would have no effect, so that users notice.
   *
   * @param names long names of options
   * @param why such as {@code is for --precision int8}
   */
  static void refuse(CommandSpec spec, Set<String> names, String why) {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (names.contains(option.longestName())) {
        throw new ParameterException(spec.commandLine(), option.longestName() + " " + why);
      }
    }
  }

  /** Shows progress on a command's output, with bars if it is a terminal. */
  static Progress progress(CommandSpec spec) {
    return new TerminalProgress(spec.commandLine().getOut(), Ansi.AUTO.enabled());
  }

  /** Whether an option was given. */
  static boolean isGiven(CommandSpec spec, String name) {
    return spec.commandLine().getParseResult().hasMatchedOption(name);
  }

  /**
   * Checks a number.
   *
   * @param option its name, with the dashes
   * @param interval in the notation of {@link Range}
   * @throws ParameterException if the number is outside
   */
  static void range(CommandSpec spec, String option, String interval, Number value) {
    OptionErrors.check(
        spec,
        () -> {
          new Range(interval).require(option, value);
          return value;
        });
  }
}
