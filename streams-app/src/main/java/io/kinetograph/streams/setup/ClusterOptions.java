// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import io.kinetograph.program.FilePath;
import io.kinetograph.program.PlainText;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.KafkaErrorText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Options that say which cluster and which app, and what the commands do with them alike. */
final class ClusterOptions {

  private static final String LOGBACK_FILE = "logback.configurationFile";

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

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description =
          "A properties file for this command's Kafka client, as Kafka's own tools take it, if it"
              + " has another user than the app.")
  private @Nullable Path commandConfig;

  /** The work of a command; returns its exit code. */
  @FunctionalInterface
  interface Work {
    int on(Brokers brokers, Settings settings) throws InvalidSettingsException;
  }

  /** Runs a command and ends the process. */
  static void run(CommandLine command, String... args) {
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/kinetograph/streams/logback-mounting.xml");
    }
    System.exit(command.execute(args));
  }

  /** A command, ready to execute, that reports wrong usage in one sentence. */
  static CommandLine commandLine(Object command) {
    return new CommandLine(command)
        .registerConverter(Path.class, FilePath::ofOption)
        .setParameterExceptionHandler(
            (e, args) -> fail(e.getCommandLine(), ExitCode.USAGE, e.getMessage()));
  }

  /** Connects to the cluster and works on it; reports a failure in one sentence. */
  int work(CommandLine line, Work work) {
    try {
      Settings settings = settings();
      try (Brokers brokers = connect(settings, line.getCommandName())) {
        return work.on(brokers, settings);
      }
    } catch (InvalidSettingsException e) {
      return fail(line, ExitCode.USAGE, e.getMessage());
    } catch (IOException e) {
      return fail(line, ExitCode.USAGE, "cannot read the file of --command-config: " + e);
    } catch (KafkaException e) {
      return fail(line, ExitCode.SOFTWARE, KafkaErrorText.sentence(e));
    }
  }

  private Settings settings() throws InvalidSettingsException {
    Map<String, String> all = new HashMap<>(options);
    if (bootstrapServers != null) {
      all.put("kafka.bootstrap.servers", bootstrapServers);
    }
    return Settings.load(Optional.ofNullable(config), all);
  }

  private Brokers connect(Settings settings, String command) throws IOException {
    StreamsConfig kafka = new StreamsConfig(settings.kafka());
    String clientId = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-" + name(command);
    Map<String, Object> client = new HashMap<>(kafka.getAdminConfigs(clientId));
    if (commandConfig != null) {
      Properties own = new Properties();
      try (Reader reader = Files.newBufferedReader(commandConfig)) {
        own.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
      own.stringPropertyNames().forEach(key -> client.put(key, own.getProperty(key)));
      // The address is the one that was given for the app.
      client.put(
          StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
          kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
    }
    return Brokers.connect(
        client,
        String.join(",", kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)),
        settings.checkTimeout());
  }

  /** Prints a sentence and returns the code. */
  static int fail(CommandLine line, int code, @Nullable String sentence) {
    PrintWriter err = line.getErr();
    // Picocli doubles the word for options of the form KEY=VALUE.
    String message = String.valueOf(sentence).replace("option option", "option");
    err.println(name(line.getCommandName()) + ": " + PlainText.line(message));
    if (code == ExitCode.USAGE) {
      err.println("See '" + line.getCommandName() + " --help'.");
    }
    return code;
  }

  private static String name(String command) {
    return command.substring(command.lastIndexOf(' ') + 1);
  }
}
