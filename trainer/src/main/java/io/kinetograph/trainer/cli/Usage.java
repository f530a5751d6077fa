package io.kinetograph.trainer.cli;

import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Turns a value that an option cannot have, or an option that does nothing, into a usage error. */
final class Usage {

  private Usage() {}

  /**
   * Refuses options that would do nothing, so that nobody believes that they did.
   *
   * @param names long names of options
   * @param why such as {@code is for --precision int8}
   */
  static void refuse(CommandSpec spec, Set<String> names, String why) {
    refuseIf(spec, names::contains, why);
  }

  /** Refuses all options but some. */
  static void refuseAllBut(CommandSpec spec, Set<String> names, String why) {
    refuseIf(spec, name -> !names.contains(name), why);
  }

  /** Whether an option was given. */
  static boolean isGiven(CommandSpec spec, String name) {
    return spec.commandLine().getParseResult().hasMatchedOption(name);
  }

  private static void refuseIf(CommandSpec spec, Predicate<String> refused, String why) {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (refused.test(option.longestName())) {
        throw new ParameterException(spec.commandLine(), option.longestName() + " " + why);
      }
    }
  }

  static <T> T check(CommandSpec spec, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
