// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.PlainText;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Options that say where the app's settings come from, for commands that look at its cluster, and
 * how such commands run and fail.
 */
public final class AppOptions {

  private static final String LOGBACK_FILE = "logback.configurationFile";

  /** Somebody waits for a command, while the app may wait for brokers that start with it. */
  private static final Map<String, String> DEFAULTS = Map.of("check.timeout", "10s");

  /** The least time for the whole work, which has begun once the brokers have answered. */
  private static final Duration WORK_TIMEOUT = Duration.ofSeconds(30);

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description = "Kafka's address; short for --set kafka.bootstrap.servers=...")
  private @Nullable String bootstrapServers;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The app's properties file.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the app, such as input.topic or kafka.application.id. Repeatable.")
  private Map<String, String> options = Map.of();

  /** Picocli fills it in. */
  public AppOptions() {}

  /**
   * Runs a command and ends the process.
   *
   * @param command as {@link #commandLine} makes it
   * @param args the command line
   */
  public static void run(CommandLine command, String... args) {
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/kinetograph/streams/logback-command.xml");
    }
    System.exit(command.execute(args));
  }

  /** A command, ready to execute, that reports wrong usage in one sentence. */
  public static CommandLine commandLine(Object command) {
    return new CommandLine(command)
        .registerConverter(Path.class, FilePath::ofOption)
        .setParameterExceptionHandler(
            (e, args) -> fail(e.getCommandLine(), ExitCode.USAGE, e.getMessage()));
  }

  /**
   * The app's settings.
   *
   * @throws InvalidSettingsException if one is invalid or the file cannot be read
   */
  public Settings settings() throws InvalidSettingsException {
    Map<String, String> all = new HashMap<>(options);
    if (bootstrapServers != null) {
      all.put("kafka.bootstrap.servers", bootstrapServers);
    }
    return Settings.load(Optional.ofNullable(config), all, DEFAULTS);
  }

  /**
   * Connects to the app's brokers; the command says so if they do not answer at once.
   *
   * @param client configuration of the admin client
   * @throws UnusableClusterException if no address resolves or no client can be created
   */
  public static Brokers connect(CommandLine line, Map<String, Object> client, Settings settings) {
    Duration first = settings.checkTimeout();
    return Brokers.connect(
        client,
        Brokers.Names.OF_APP,
        first,
        first.compareTo(WORK_TIMEOUT) > 0 ? first : WORK_TIMEOUT,
        sentence -> say(line, sentence));
  }

  /** Prints a sentence and returns the code. */
  public static int fail(CommandLine line, int code, @Nullable String sentence) {
    PrintWriter err = line.getErr();
    // Picocli doubles the word for options of the form KEY=VALUE.
    say(line, String.valueOf(sentence).replace("option option", "option"));
    if (code == ExitCode.USAGE) {
      err.println("See '" + line.getCommandName() + " --help'.");
    }
    return code;
  }

  /** Prints a sentence beside the command's output. */
  public static void say(CommandLine line, String sentence) {
    line.getErr().println(name(line.getCommandName()) + ": " + PlainText.line(sentence));
    line.getErr().flush();
  }

  /** The last word of a command's name. */
  static String name(String command) {
    return command.substring(command.lastIndexOf(' ') + 1);
  }
}
