// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the values of Kafka's settings one by one, by the definitions of Kafka Streams and of the
 * clients that it creates. Kafka itself reports an invalid value of a consumer or producer only
 * when a thread starts, and names settings without our prefix {@code kafka.}.
 */
final class KafkaConfigValidator {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaConfigValidator.class);

  private static final List<ConfigDef> CONSUMER = List.of(ConsumerConfig.configDef());

  /**
   * By the prefix for settings of one kind of client. A setting without a prefix is for every kind;
   * the first definition that has it decides: a consumer rejects the {@code group.protocol} that
   * Kafka Streams accepts and does not pass on.
   */
  private static final Map<String, List<ConfigDef>> DEFINITIONS =
      Map.of(
          "",
          List.of(
              StreamsConfig.configDef(),
              ConsumerConfig.configDef(),
              ProducerConfig.configDef(),
              AdminClientConfig.configDef()),
          StreamsConfig.CONSUMER_PREFIX,
          CONSUMER,
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          CONSUMER,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          CONSUMER,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          CONSUMER,
          StreamsConfig.PRODUCER_PREFIX,
          List.of(ProducerConfig.configDef()),
          StreamsConfig.ADMIN_CLIENT_PREFIX,
          List.of(AdminClientConfig.configDef()));

  /** Prefixes after which a name is the operator's or the broker's to choose. */
  private static final List<String> OPEN =
      List.of(
          StreamsConfig.TOPIC_PREFIX,
          StreamsConfig.CLIENT_TAG_PREFIX,
          CommonClientConfigs.METRICS_CONTEXT_PREFIX,
          JmxReporter.METRICS_CONFIG_PREFIX,
          AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".");

  /** Kafka's own checks accept these values, and then no client starts, or none says why. */
  private static final Map<String, ConfigDef.Validator> RANGES =
      Map.of(
          StreamsConfig.APPLICATION_ID_CONFIG, SettingValues.topicPrefix(),
          StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, SettingValues.servers(),
          StreamsConfig.NUM_STREAM_THREADS_CONFIG, SettingValues.countFrom1());

  private static final String REFUSED_WRITES =
      "the app itself decides what to do about a record that a broker refuses; remove the setting";

  /** Settings that the app sets itself, and what an operator has to do instead. */
  private static final Map<String, String> OF_APP =
      Map.of(
          StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
          "set dead-letter.topic instead",
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
          "the app itself writes invalid records to dead-letter.topic; remove the setting",
          StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
          REFUSED_WRITES,
          "default.production.exception.handler",
          REFUSED_WRITES);

  private KafkaConfigValidator() {}

  /**
   * Checks the values. A setting that is in none of the definitions is logged as a warning: it may
   * be a plug-in's, or misspelled.
   *
   * @param settings of Kafka Streams and its clients, without the prefix {@code kafka.}
   * @throws InvalidSettingsException if a value is invalid, or the app sets it itself
   */
  static void check(Map<String, String> settings) throws InvalidSettingsException {
    boolean provided = settings.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG);
    for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
      String name = setting.getKey();
      String value = setting.getValue();
      if (OF_APP.containsKey(name)) {
        throw new InvalidSettingsException(
            "setting %s%s has no effect: %s"
                .formatted(SettingsDefinition.KAFKA_PREFIX, name, OF_APP.get(name)));
      }
      if (!isKnown(name)) {
        LOG.warn(
            "setting {}{} is unknown to Kafka (a plug-in's, or misspelled); it is passed on",
            SettingsDefinition.KAFKA_PREFIX,
            name);
      }
      ConfigKey key = key(name);
      // A password has no type or range, and must not be in a message. What one of Kafka's config
      // providers puts in is not known here.
      if (key != null
          && key.type != ConfigDef.Type.PASSWORD
          && !(provided && value.contains("${"))) {
        check(name, value, key);
      }
    }
  }

  /** Whether a setting is in the definitions or begins with one of Kafka's open prefixes. */
  static boolean isKnown(String name) {
    return key(name) != null
        || name.equals(AbstractConfig.CONFIG_PROVIDERS_CONFIG)
        || OPEN.stream().anyMatch(name::startsWith);
  }

  /** The names of all settings in the definitions, and of the one that names config providers. */
  static Stream<String> names() {
    Stream<String> defined =
        DEFINITIONS.entrySet().stream()
            .flatMap(
                definitions ->
                    definitions.getValue().stream()
                        .flatMap(definition -> definition.names().stream())
                        .map(name -> definitions.getKey() + name));
    return Stream.concat(defined, Stream.of(AbstractConfig.CONFIG_PROVIDERS_CONFIG));
  }

  /** Whether a value is a text or a number that Kafka knows, and no password. */
  static boolean isText(String name) {
    ConfigKey key = key(name);
    return key == null
        ? name.startsWith(StreamsConfig.TOPIC_PREFIX)
        : key.type != ConfigDef.Type.PASSWORD;
  }

  private static @Nullable ConfigKey key(String name) {
    for (Map.Entry<String, List<ConfigDef>> definitions : DEFINITIONS.entrySet()) {
      String prefix = definitions.getKey();
      if (name.startsWith(prefix)) {
        for (ConfigDef definition : definitions.getValue()) {
          ConfigKey key = definition.configKeys().get(name.substring(prefix.length()));
          if (key != null) {
            return key;
          }
        }
      }
    }
    return null;
  }

  private static void check(String name, String value, ConfigKey key)
      throws InvalidSettingsException {
    try {
      new ConfigDef().define(key).parse(Map.of(key.name, value));
    } catch (ConfigException e) {
      throw new InvalidSettingsException(
          "setting %s%s: %s".formatted(SettingsDefinition.KAFKA_PREFIX, name, e.getMessage()));
    }
    ConfigDef.Validator range = RANGES.get(name);
    if (range != null) {
      checkRange(name, value, range);
    }
  }

  private static void checkRange(String name, String value, ConfigDef.Validator range)
      throws InvalidSettingsException {
    try {
      range.ensureValid(name, value);
    } catch (ConfigException e) {
      throw new InvalidSettingsException(
          "setting %s%s is '%s', not %s"
              .formatted(SettingsDefinition.KAFKA_PREFIX, name, value, range));
    }
  }
}
