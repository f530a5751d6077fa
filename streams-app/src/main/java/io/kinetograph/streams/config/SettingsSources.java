package io.kinetograph.streams.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Where settings come from, later ones over earlier ones; keys that nobody knows are refused. */
final class SettingsSources {

  static final String KAFKA_PREFIX = "kafka.";

  private static final String ENVIRONMENT_PREFIX = "KINETOGRAPH_";
  private static final String SYSTEM_PREFIX = "kinetograph.";

  /**
   * Variables of the same prefix that are not ours: the launcher's, and those that Kubernetes sets
   * in every pod beside a service named {@code kinetograph}.
   */
  private static final Pattern OTHERS =
      Pattern.compile("KINETOGRAPH_(JAVA_OPTS|SERVICE_.*|PORT|PORT_.*)");

  private final Map<String, String> defaults = defaults();
  private final SmallRyeConfigBuilder builder =
      // Without SmallRye's interceptors, which would take a ${...} in a password for an expression.
      new SmallRyeConfigBuilder()
          .withSources(new PropertiesConfigSource(defaults, "defaults", 100));

  private SettingsSources() {}

  static SmallRyeConfig of(Map<String, String> properties) throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    sources.add("given settings", 200, properties);
    return sources.builder.build();
  }

  static SmallRyeConfig ofProcess(Optional<Path> file) throws InvalidSettingsException {
    return ofProcess(file, System.getenv(), System.getProperties());
  }

  static SmallRyeConfig ofProcess(
      Optional<Path> file, Map<String, String> environment, Properties system)
      throws InvalidSettingsException {
    SettingsSources sources = new SettingsSources();
    if (file.isPresent()) {
      sources.add(file.get().toString(), 200, read(file.get()));
    }
    sources.add("environment", 300, sources.ofEnvironment(environment));
    sources.add("system properties", 400, ofSystem(system));
    return sources.builder.build();
  }

  private void add(String name, int ordinal, Map<String, String> properties)
      throws InvalidSettingsException {
    for (String key : properties.keySet()) {
      if (!defaults.containsKey(key) && !isKafka(key)) {
        throw new InvalidSettingsException("%s: there is no setting '%s'".formatted(name, key));
      }
    }
    builder.withSources(new PropertiesConfigSource(properties, name, ordinal));
  }

  private static boolean isKafka(String key) {
    return key.startsWith(KAFKA_PREFIX) && key.length() > KAFKA_PREFIX.length();
  }

  private static Map<String, String> read(Path file) throws InvalidSettingsException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingsException("settings file " + file + " cannot be read: " + e);
    }
    return toMap(properties);
  }

  private Map<String, String> ofEnvironment(Map<String, String> environment) {
    Map<String, String> keys = new HashMap<>();
    defaults.keySet().forEach(key -> keys.put(variable(key), key));
    Map<String, String> properties = new HashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(ENVIRONMENT_PREFIX) && !OTHERS.matcher(variable).matches()) {
            // What is not one of our keys must be Kafka's, whose keys have dots and no dashes.
            String other =
                variable
                    .substring(ENVIRONMENT_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.');
            properties.put(keys.getOrDefault(variable, other), value);
          }
        });
    return properties;
  }

  private static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Map<String, String> ofSystem(Properties system) {
    Map<String, String> properties = new HashMap<>();
    toMap(system)
        .forEach(
            (key, value) -> {
              if (key.startsWith(SYSTEM_PREFIX)) {
                properties.put(key.substring(SYSTEM_PREFIX.length()), value);
              }
            });
    return properties;
  }

  static Map<String, String> defaults() {
    Properties properties = new Properties();
    try (InputStream resource = SettingsSources.class.getResourceAsStream("defaults.properties")) {
      properties.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException("defaults.properties cannot be read", e);
    }
    return toMap(properties);
  }

  private static Map<String, String> toMap(Properties properties) {
    Map<String, String> map = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
    return map;
  }
}
