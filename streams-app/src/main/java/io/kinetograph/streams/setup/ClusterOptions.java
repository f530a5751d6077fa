// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import io.kinetograph.program.PropertiesFile;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.KafkaErrorText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that change a cluster, and how these connect to it. */
final class ClusterOptions {

  @Mixin private AppOptions app = new AppOptions();

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

  /** Connects to the cluster and works on it; reports a failure in one sentence. */
  int work(CommandLine line, Work work) {
    try {
      Settings settings = app.settings();
      try (Brokers brokers = connect(settings, line)) {
        return work.on(brokers, settings);
      }
    } catch (InvalidSettingsException e) {
      return AppOptions.fail(line, ExitCode.USAGE, e.getMessage());
    } catch (NoSuchFileException e) {
      return AppOptions.fail(
          line, ExitCode.USAGE, "file of --command-config: no such file: " + e.getMessage());
    } catch (IOException e) {
      return AppOptions.fail(line, ExitCode.USAGE, "file of --command-config: " + e.getMessage());
    } catch (KafkaException e) {
      return AppOptions.fail(line, ExitCode.SOFTWARE, KafkaErrorText.sentence(e));
    }
  }

  private Brokers connect(Settings settings, CommandLine line) throws IOException {
    StreamsConfig kafka = new StreamsConfig(settings.kafka());
    String clientId =
        kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG)
            + "-"
            + AppOptions.name(line.getCommandName());
    Map<String, Object> client = new HashMap<>(kafka.getAdminConfigs(clientId));
    if (commandConfig != null) {
      Properties own = PropertiesFile.read(commandConfig);
      own.stringPropertyNames().forEach(key -> client.put(key, own.getProperty(key)));
      // The address is the one that was given for the app.
      client.put(
          StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
          kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
    }
    return AppOptions.connect(line, client, settings);
  }
}
