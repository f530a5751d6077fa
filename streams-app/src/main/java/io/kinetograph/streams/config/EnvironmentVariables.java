// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingsDefinition.KAFKA_PREFIX;
import static io.kinetograph.streams.config.SettingsDefinition.SETTINGS;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the settings among the environment variables. Other programs set variables that begin with
 * {@code KINETOGRAPH_}, too: Kubernetes for each service whose name begins with {@code
 * kinetograph}, and images for themselves. They are ignored, unless one resembles a setting.
 */
final class EnvironmentVariables {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentVariables.class);
  private static final String PREFIX = "KINETOGRAPH_";
  private static final String KAFKA = variable(KAFKA_PREFIX);

  /** Those of Kafka's config providers, which have names of any kind. */
  private static final String CONFIG_PROVIDERS =
      variable(KAFKA_PREFIX + AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".");

  /** Those of the launcher and of the log. */
  private static final Pattern LAUNCHER =
      Pattern.compile(
          "KINETOGRAPH_(JAVA_OPTS|LAUNCHER|NATIVE_DIR|CLASS_ARCHIVE(_FILE)?|LOG_FORMAT)");

  /**
   * The names that Kubernetes gives to variables of a service, and Docker to those of a linked
   * container, except NAME_PORT and NAME_NAME.
   */
  private static final Pattern SERVICE =
      Pattern.compile(
          ".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?|ENV_.*)");

  /** The value of Docker's NAME_NAME: the container and the linked one. */
  private static final Pattern LINK = Pattern.compile("/[\\w.-]+/[\\w.-]+");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  /** The keys of settings by variable. */
  private final Map<String, String> keys = new TreeMap<>();

  EnvironmentVariables() {
    SETTINGS.names().forEach(key -> keys.put(variable(key), key));
  }

  /** Removes all variables with our prefix but those of the launcher and of the log. */
  static void removeSettings(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(name -> name.startsWith(PREFIX) && !LAUNCHER.matcher(name).matches());
  }

  /**
   * The key of the setting that a variable sets.
   *
   * @return empty if it is none
   * @throws InvalidSettingsException if it is none, but resembles one
   */
  Optional<String> key(String variable, String value) throws InvalidSettingsException {
    String usual = variable.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    if (!variable.startsWith(PREFIX) && isSetting(usual)) {
      throw unknown(variable, usual);
    }
    if (!variable.startsWith(PREFIX)
        || LAUNCHER.matcher(variable).matches()
        || isOfService(variable, value)) {
      return Optional.empty();
    }
    String key = keys.get(variable);
    if (key != null) {
      return Optional.of(key);
    }
    if (variable.startsWith(KAFKA) && variable.length() > KAFKA.length()) {
      return Optional.of(kafkaKey(variable));
    }
    Optional<String> similar =
        keys.keySet().stream()
            .filter(known -> resembles(variable, known))
            .min(Comparator.comparing(known -> SimilarSettings.edits(variable, known)));
    if (similar.isPresent()) {
      throw unknown(variable, similar.get());
    }
    LOG.info("Ignored the environment variable {}: no setting has a similar name", variable);
    return Optional.empty();
  }

  /** Whether a variable sets a setting of ours, or one that Kafka knows. */
  private boolean isSetting(String variable) {
    return keys.containsKey(variable)
        || (variable.startsWith(KAFKA)
            && KafkaConfigValidator.isKnown(kafkaKey(variable).substring(KAFKA_PREFIX.length())));
  }

  /** Kafka's keys have dots and no dashes. */
  private static String kafkaKey(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static InvalidSettingsException unknown(String variable, String similar) {
    return new InvalidSettingsException(
        "environment: unknown setting '%s'; a similar one is '%s'".formatted(variable, similar));
  }

  private static boolean isOfService(String variable, String value) {
    return !variable.startsWith(CONFIG_PROVIDERS)
        && (SERVICE.matcher(variable).matches()
            || (variable.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches())
            || (variable.endsWith("_NAME") && LINK.matcher(value).matches()));
  }

  /** Few letters differ, or only the group is missing, or the group is the same. */
  private static boolean resembles(String variable, String known) {
    String name = known.substring(PREFIX.length());
    String group = name.substring(0, name.indexOf('_') + 1);
    return SimilarSettings.hasFewEdits(variable, known)
        || variable.equals(PREFIX + name.substring(group.length()))
        || variable.startsWith(PREFIX + group);
  }

  /** The variable that sets a setting. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
