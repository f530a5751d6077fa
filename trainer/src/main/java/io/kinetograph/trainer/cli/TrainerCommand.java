// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import ai.djl.engine.EngineException;
import io.kinetograph.inference.InferenceException;
import io.kinetograph.program.FilePath;
import io.kinetograph.program.NativeFolder;
import io.kinetograph.program.PlainText;
import io.kinetograph.program.PlainWriter;
import io.kinetograph.program.ProgramLocale;
import io.kinetograph.trainer.data.FetchDataCommand;
import io.kinetograph.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The trainer's commands. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "kinetograph",
    description = "Trains, evaluates and exports the model that recognizes activities.",
    mixinStandardHelpOptions = true,
    versionProvider = TrainerCommand.TrainerVersion.class,
    subcommands = {
      FetchDataCommand.class,
      TrainCommand.class,
      LrFindCommand.class,
      ExportCommand.class,
      EvaluateCommand.class,
      CrossValidateCommand.class,
      SummarizeCommand.class,
      FitSimulatorCommand.class,
      ModelSpeedCommand.class,
      ReportCommand.class
    })
public final class TrainerCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    ProgramLocale.makeIndependent();
    // Pictures are drawn into files only.
    System.setProperty("java.awt.headless", "true");
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, for {@link #main} and for tests. */
  static CommandLine commandLine() {
    TrainerCommand command = new TrainerCommand();
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(Path.class, TrainerCommand::path)
        .setExecutionStrategy(new RunWithNativeFolder())
        .setParameterExceptionHandler(new UsageHint())
        .setExecutionExceptionHandler(new OneSentence(command));
  }

  /** A path that is given; an empty one, such as of an unset variable, is no folder. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("it is empty; give a file or folder");
    }
    return FilePath.ofOption(text);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "No command is given.");
  }

  /** Progress bars and engines unpack native libraries into the temporary folder. */
  private static final class RunWithNativeFolder extends RunLast {

    @Override
    protected List<Object> handle(ParseResult parseResult) {
      try {
        NativeFolder.checkTemporary();
      } catch (IOException e) {
        throw new ExecutionException(
            parseResult.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
      }
      // Not before: help is in colors on a terminal.
      CommandLine root = parseResult.commandSpec().commandLine();
      root.setOut(PlainWriter.around(root.getOut()));
      return super.handle(parseResult);
    }
  }

  /** Prints the error in one sentence, and the stack trace with --verbose. */
  private static final class OneSentence implements IExecutionExceptionHandler {

    private final TrainerCommand command;

    OneSentence(TrainerCommand command) {
      this.command = command;
    }

    @Override
    public int handleExecutionException(
        Exception exception, CommandLine commandLine, ParseResult parseResult) {
      if (command.verbose) {
        exception.printStackTrace(PlainWriter.around(commandLine.getErr()));
      }
      commandLine
          .getErr()
          .println(commandLine.getColorScheme().errorText(PlainText.line(sentence(exception))));
      return ExitCode.SOFTWARE;
    }

    private static String sentence(Exception exception) {
      if (exception instanceof FileSystemException e) {
        return e.getFile() + ": " + AtomicFile.reason(e);
      }
      String message = exception.getMessage();
      boolean expected =
          exception instanceof IOException
              || exception instanceof InferenceException
              || exception instanceof IllegalArgumentException
              || exception instanceof IllegalStateException;
      if (message != null && exception instanceof EngineException && message.contains("allocate")) {
        return "PyTorch has not enough memory: choose a smaller --network or --batch";
      }
      return expected && message != null ? message : exception.toString();
    }
  }

  /**
   * Prints what is wrong with the arguments and how to get help. It does not print the help itself,
   * because many options would push the error out of sight.
   */
  private static final class UsageHint implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
      CommandLine command = exception.getCommandLine();
      // Of a picocli that repeats the word.
      String message = String.valueOf(exception.getMessage()).replace("option option", "option");
      command.getErr().println(command.getColorScheme().errorText(PlainText.line(message)));
      UnmatchedArgumentException.printSuggestions(exception, command.getErr());
      command.getErr().printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
      return command.getCommandSpec().exitCodeOnInvalidInput();
    }
  }

  /** The version the jar was built as. */
  static final class TrainerVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = TrainerVersion.class.getPackage().getImplementationVersion();
      return new String[] {"kinetograph " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
