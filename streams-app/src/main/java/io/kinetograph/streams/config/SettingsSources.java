// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingsDefinition.KAFKA_PREFIX;
import static io.kinetograph.streams.config.SettingsDefinition.SETTINGS;

import io.kinetograph.program.PropertiesFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
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

  /** Blanks of every kind, as copied from a web page or a document. */
  private static final Pattern BLANK_END =
      Pattern.compile("^[\\s\\p{Z}\\u200B\\uFEFF]+|[\\s\\p{Z}\\u200B\\uFEFF]+$");

  private final Map<String, String> values = new HashMap<>();

  private SettingsSources() {}

  static Map<String, String> of(Map<String, String> properties) throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    sources.addAll(new Source("given settings"), properties);
    return sources.values;
  }

  static Map<String, String> ofProcess(Optional<Path> file, Map<String, String> options)
      throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    sources.values.putAll(ofProcess(file, System.getenv(), System.getProperties()));
    sources.addAll(new Source("command line"), options);
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

  /**
   * A source of settings.
   *
   * @param name for people
   * @param spelling how it writes a key
   */
  private record Source(String name, UnaryOperator<String> spelling) {

    Source(String name) {
      this(name, key -> key);
    }
  }

  private void addAll(Source source, Map<String, String> properties)
      throws InvalidSettingsException {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      put(source, property.getKey(), property.getKey(), property.getValue());
    }
  }

  private void addFile(Path file) throws InvalidSettingsException {
    Properties properties = read(file);
    for (String key : properties.stringPropertyNames()) {
      put(new Source(file.toString()), key, key, properties.getProperty(key));
    }
  }

  private static Properties read(Path file) throws InvalidSettingsException {
    try {
      return PropertiesFile.read(file);
    } catch (NoSuchFileException e) {
      throw new InvalidSettingsException(
          "settings file " + file + " cannot be read: there is no such file");
    } catch (IOException e) {
      throw new InvalidSettingsException("settings file " + e.getMessage());
    }
  }

  private void addEnvironment(Map<String, String> environment) throws InvalidSettingsException {
    EnvironmentVariables variables = new EnvironmentVariables();
    Source source = new Source("environment", EnvironmentVariables::variable);
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      Optional<String> key = variables.key(entry.getKey(), entry.getValue());
      if (key.isPresent()) {
        put(source, entry.getKey(), key.get(), entry.getValue());
      }
    }
  }

  private void addSystem(Properties system) throws InvalidSettingsException {
    Source source = new Source("system properties", key -> SYSTEM_PREFIX + key);
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(SYSTEM_PREFIX)) {
        String value = system.getProperty(name);
        put(source, name, name.substring(SYSTEM_PREFIX.length()), value);
      }
    }
  }

  private void put(Source source, String written, String key, String value)
      throws InvalidSettingsException {
    boolean kafka = key.startsWith(KAFKA_PREFIX) && key.length() > KAFKA_PREFIX.length();
    boolean isKnown =
        kafka
            ? KafkaConfigValidator.isKnown(key.substring(KAFKA_PREFIX.length()))
            : SETTINGS.names().contains(key);
    if (!isKnown) {
      checkUnknown(source, written, key, kafka);
    }
    values.put(key, isText(key, kafka) ? plain(source, written, value) : value);
  }

  /** A setting with Kafka's prefix may be a plug-in's, unless it is a misspelled one. */
  private static void checkUnknown(Source source, String written, String key, boolean kafka)
      throws InvalidSettingsException {
    Optional<String> similar = SimilarSettings.of(key).map(source.spelling());
    if (similar.isPresent() || !kafka) {
      throw new InvalidSettingsException(
          "%s: unknown setting '%s'".formatted(source.name(), written)
              + similar.map("; a similar one is '%s'"::formatted).orElse(""));
    }
  }

  /** Whether blanks and quotes around the value mean nothing: not in a password. */
  private static boolean isText(String key, boolean kafka) {
    if (kafka) {
      return KafkaConfigValidator.isText(key.substring(KAFKA_PREFIX.length()));
    }
    ConfigKey setting = SETTINGS.configKeys().get(key);
    return setting != null && setting.type != ConfigDef.Type.PASSWORD;
  }

  private static String plain(Source source, String written, String value)
      throws InvalidSettingsException {
    String plain = BLANK_END.matcher(value).replaceAll("");
    if (QUOTED.matcher(plain).matches()) {
      throw new InvalidSettingsException(
          "%s: setting %s is %s: remove the quotes".formatted(source.name(), written, plain));
    }
    return plain;
  }
}
