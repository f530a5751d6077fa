// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.program.PropertiesFile;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to log in to Kafka, and where the schema registry is. */
final class ClientOptions {

  private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "A properties file for Kafka's consumer, for TLS and SASL.")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "A property for Kafka's consumer; overrides the file's. Repeatable.")
  private Map<String, String> kafka = Map.of();

  @Option(
      names = "--registry-url",
      paramLabel = "URL,...",
      description =
          "A Confluent-compatible schema registry, for records in Confluent's wire format. May"
              + " also be in the file of --registry-config.")
  private @Nullable String registryUrl;

  @Option(
      names = "--registry-config",
      paramLabel = "FILE",
      description =
          "A properties file with registry.url, registry.user, registry.password, registry.token;"
              + " other keys are ignored.")
  private @Nullable Path registryConfig;

  /**
   * The properties of Kafka's consumer.
   *
   * @param bootstrapServers Kafka's address; null to leave it to these options
   * @throws IllegalArgumentException if the file does not exist
   * @throws IOException if the file cannot be read
   */
  Map<String, String> kafka(@Nullable String bootstrapServers) throws IOException {
    Map<String, String> all = new HashMap<>();
    if (kafkaConfig != null) {
      all.putAll(read(kafkaConfig));
    }
    all.putAll(kafka);
    if (bootstrapServers != null) {
      all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
    return all;
  }

  /**
   * The schema registry; empty if none is given.
   *
   * @throws IllegalArgumentException if the file does not exist, or a value is missing or invalid
   * @throws IOException if the file cannot be read
   */
  Optional<RegistrySettings> registry() throws IOException {
    Map<String, String> file = registryConfig == null ? Map.of() : read(registryConfig);
    String url = registryUrl == null ? file.getOrDefault("registry.url", "") : registryUrl;
    if (url.isBlank()) {
      if (registryConfig != null) {
        throw new IllegalArgumentException("registry.url is missing in " + registryConfig);
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RegistrySettings(
              RegistrySettings.urls(url),
              RegistryLogin.of(
                  present(file, "registry.user"),
                  present(file, "registry.password"),
                  present(file, "registry.token")),
              false,
              REGISTRY_TIMEOUT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("registry." + e.getMessage(), e);
    }
  }

  private static Optional<String> present(Map<String, String> file, String key) {
    return Optional.ofNullable(file.get(key)).filter(value -> !value.isEmpty());
  }

  private static Map<String, String> read(Path path) throws IOException {
    Properties file;
    try {
      file = PropertiesFile.read(path);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no such file: " + path, e);
    }
    Map<String, String> all = new HashMap<>();
    file.stringPropertyNames().forEach(key -> all.put(key, file.getProperty(key)));
    return all;
  }
}
