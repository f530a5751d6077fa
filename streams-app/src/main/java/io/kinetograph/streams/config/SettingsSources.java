// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingsDefinition.KAFKA_PREFIX;
import static io.kinetograph.streams.config.SettingsDefinition.SETTINGS;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Collects the given settings by key; later sources override earlier ones. An unknown key is an
 * error, which names the key as its source writes it.
 */
final class SettingsSources {

  private static final String SYSTEM_PREFIX = "kinetograph.";

  private static final Pattern QUOTED = Pattern.compile("'.*'|\".*\"", Pattern.DOTALL);

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
    Properties properties = SettingsFile.read(file);
    for (String key : properties.stringPropertyNames()) {
      put(file.toString(), key, key, properties.getProperty(key));
    }
  }

  private void addEnvironment(Map<String, String> environment) throws InvalidSettingsException {
    EnvironmentVariables variables = new EnvironmentVariables();
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      Optional<String> key = variables.key(entry.getKey(), entry.getValue());
      if (key.isPresent()) {
        put("environment", entry.getKey(), key.get(), entry.getValue());
      }
    }
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
    values.put(key, kafka ? value : plain(source, written, key, value));
  }

  /** Blanks at the ends are removed, and quotes rejected, except in passwords. */
  private static String plain(String source, String written, String key, String value)
      throws InvalidSettingsException {
    ConfigKey setting = SETTINGS.configKeys().get(key);
    if (setting == null || setting.type == ConfigDef.Type.PASSWORD) {
      return value;
    }
    String plain = value.strip();
    if (QUOTED.matcher(plain).matches()) {
      throw new InvalidSettingsException(
          "%s: setting %s is %s: remove the quotes".formatted(source, written, plain));
    }
    return plain;
  }
}
