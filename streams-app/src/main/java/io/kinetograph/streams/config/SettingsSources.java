// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingsDefinition.KAFKA_PREFIX;
import static io.kinetograph.streams.config.SettingsDefinition.SETTINGS;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Collects the given settings by key; later sources override earlier ones. An unknown key is an
 * error, which names the key as its source writes it.
 */
final class SettingsSources {

  private static final String ENVIRONMENT_PREFIX = "KINETOGRAPH_";
  private static final String SYSTEM_PREFIX = "kinetograph.";

  /**
   * Variables of the same prefix that are not ours: the launcher's, and those that Kubernetes sets
   * in every pod beside a service named {@code kinetograph}.
   */
  private static final Pattern FOREIGN_VARIABLES =
      Pattern.compile("KINETOGRAPH_(JAVA_OPTS|SERVICE_.*|PORT|PORT_.*)");

  private final Map<String, String> values = new HashMap<>();

  private SettingsSources() {}

  static Map<String, String> of(Map<String, String> properties) throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    sources.addAll("given settings", properties);
    return sources.values;
  }

  static Map<String, String> ofProcess(Optional<Path> file, Map<String, String> options)
      throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    sources.values.putAll(ofProcess(file, System.getenv(), System.getProperties()));
    sources.addAll("command line", options);
    return sources.values;
  }

  static Map<String, String> ofProcess(
      Optional<Path> file, Map<String, String> environment, Properties system)
      throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    if (file.isPresent()) {
      sources.addFile(file.get());
    }
    sources.addEnvironment(environment);
    sources.addSystem(system);
    return sources.values;
  }

  private void addAll(String source, Map<String, String> properties)
      throws InvalidSettingsException {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      put(source, property.getKey(), property.getKey(), property.getValue());
    }
  }

  private void addFile(Path file) throws InvalidSettingsException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingsException("settings file " + file + " cannot be read: " + e);
    }
    for (String key : properties.stringPropertyNames()) {
      put(file.toString(), key, key, properties.getProperty(key));
    }
  }

  private void addEnvironment(Map<String, String> environment) throws InvalidSettingsException {
    Map<String, String> keys = new HashMap<>();
    SETTINGS.names().forEach(key -> keys.put(variable(key), key));
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      String variable = entry.getKey();
      if (isOurs(variable)) {
        // Other keys must be Kafka's, whose keys have dots and no dashes.
        String kafkaKey =
            variable
                .substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
        put("environment", variable, keys.getOrDefault(variable, kafkaKey), entry.getValue());
      }
    }
  }

  private static boolean isOurs(String variable) {
    return variable.startsWith(ENVIRONMENT_PREFIX)
        && !FOREIGN_VARIABLES.matcher(variable).matches();
  }

  private static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private void addSystem(Properties system) throws InvalidSettingsException {
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(SYSTEM_PREFIX)) {
        String value = system.getProperty(name);
        put("system properties", name, name.substring(SYSTEM_PREFIX.length()), value);
      }
    }
  }

  private void put(String source, String written, String key, String value)
      throws InvalidSettingsException {
    boolean kafka = key.startsWith(KAFKA_PREFIX) && key.length() > KAFKA_PREFIX.length();
    if (!kafka && !SETTINGS.names().contains(key)) {
      throw new InvalidSettingsException("%s: unknown setting '%s'".formatted(source, written));
    }
    values.put(key, value);
  }
}
