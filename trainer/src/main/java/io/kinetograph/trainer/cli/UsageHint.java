package io.kinetograph.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with the arguments and where help is. The help of a command with many options
 * would push the one line that matters out of sight.
 */
final class UsageHint implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    command.getErr().println(command.getColorScheme().errorText(exception.getMessage()));
    UnmatchedArgumentException.printSuggestions(exception, command.getErr());
    command.getErr().printf("'%s --help' explains it.%n", command.getCommandSpec().qualifiedName());
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
