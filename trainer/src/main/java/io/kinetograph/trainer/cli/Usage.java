package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.TerminalProgress;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What commands have in common: usage errors for options that cannot be, and progress. */
final class Usage {

  private Usage() {}

  /**
   * Refuses options that would do nothing, so that nobody believes that they did.
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

  /** Turns the error of a value that an option cannot have into a usage error. */
  static <T> T check(CommandSpec spec, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
