// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.program.PropertiesFile;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the broker is and how to log in, and how to connect by them. */
final class BrokerOptions {

  private static final String TIMEOUT = AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final Brokers.Names NAMES =
      new Brokers.Names("--bootstrap-servers", "--kafka ", "--kafka " + TIMEOUT);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description = "Kafka's address. Required here or in the file of --kafka-config.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "A properties file for Kafka's clients, for TLS and SASL.")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "A property for Kafka's clients; overrides the file's. Repeatable.")
  private Map<String, String> kafka = Map.of();

  /**
   * The properties of Kafka's clients.
   *
   * @throws ParameterException if the file cannot be read or the address is missing
   */
  Map<String, Object> properties() {
    Map<String, Object> all = new HashMap<>();
    if (kafkaConfig != null) {
      Properties file = read(kafkaConfig);
      file.stringPropertyNames().forEach(key -> all.put(key, file.getProperty(key)));
    }
    all.putAll(kafka);
    if (bootstrapServers != null) {
      all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
    if (!all.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
      throw invalid("--bootstrap-servers is missing: say where the broker is, as HOST:PORT");
    }
    return all;
  }

  /**
   * Connects to the brokers.
   *
   * @param properties of Kafka's clients
   * @param onWait receives a sentence for people if the brokers do not answer at once
   * @throws UnusableClusterException if no address resolves or no client can be created
   */
  static Brokers connect(Map<String, Object> properties, Consumer<String> onWait) {
    Duration timeout =
        properties.containsKey(TIMEOUT)
            ? Duration.ofMillis(new AdminClientConfig(properties).getInt(TIMEOUT))
            : DEFAULT_TIMEOUT;
    return Brokers.connect(properties, NAMES, timeout, timeout.plus(DEFAULT_TIMEOUT), onWait);
  }

  private Properties read(Path path) {
    try {
      return PropertiesFile.read(path);
    } catch (NoSuchFileException e) {
      throw invalid("no such file: " + path);
    } catch (IOException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
