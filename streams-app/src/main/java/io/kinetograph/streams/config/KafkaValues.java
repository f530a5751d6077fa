package io.kinetograph.streams.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the values of Kafka's settings one by one, by the definitions of Kafka Streams and of
 * the clients that it makes. Kafka itself would tell of a client's value only when a thread starts,
 * and of none with our prefix.
 */
final class KafkaValues {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaValues.class);

  /** By the prefix for settings of one kind of client; without one, they are for every kind. */
  private static final Map<String, List<ConfigDef>> DEFINITIONS =
      Map.of(
          "",
          List.of(
              StreamsConfig.configDef(),
              ConsumerConfig.configDef(),
              ProducerConfig.configDef(),
              AdminClientConfig.configDef()),
          StreamsConfig.CONSUMER_PREFIX,
          List.of(ConsumerConfig.configDef()),
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          List.of(ConsumerConfig.configDef()),
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          List.of(ConsumerConfig.configDef()),
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          List.of(ConsumerConfig.configDef()),
          StreamsConfig.PRODUCER_PREFIX,
          List.of(ProducerConfig.configDef()),
          StreamsConfig.ADMIN_CLIENT_PREFIX,
          List.of(AdminClientConfig.configDef()));

  private KafkaValues() {}

  /**
   * Warns of a setting that none of the definitions has: it may be a plug-in's, or misspelt.
   *
   * @param settings of Kafka Streams and its clients, without the prefix {@code kafka.}
   * @throws InvalidSettingsException if a value is not of its setting's type or range
   */
  static void check(Map<String, String> settings) throws InvalidSettingsException {
    for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
      List<ConfigDef.ConfigKey> keys = keys(setting.getKey());
      if (keys.isEmpty() && !setting.getKey().startsWith(StreamsConfig.TOPIC_PREFIX)) {
        LOG.warn(
            "setting {}{} is none of Kafka's; it is passed on as it is",
            SettingsSources.KAFKA_PREFIX,
            setting.getKey());
      }
      for (ConfigDef.ConfigKey key : keys) {
        check(setting.getKey(), setting.getValue(), key);
      }
    }
  }

  private static List<ConfigDef.ConfigKey> keys(String name) {
    List<ConfigDef.ConfigKey> keys = new ArrayList<>();
    DEFINITIONS.forEach(
        (prefix, definitions) -> {
          if (name.startsWith(prefix)) {
            for (ConfigDef definition : definitions) {
              ConfigDef.ConfigKey key =
                  definition.configKeys().get(name.substring(prefix.length()));
              if (key != null) {
                keys.add(key);
              }
            }
          }
        });
    return keys;
  }

  private static void check(String name, String value, ConfigDef.ConfigKey key)
      throws InvalidSettingsException {
    try {
      Object parsed = ConfigDef.parseType(key.name, value, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, parsed);
      }
    } catch (ConfigException e) {
      String what = key.type == ConfigDef.Type.PASSWORD ? "its value cannot be" : e.getMessage();
      throw new InvalidSettingsException(
          "setting %s%s: %s".formatted(SettingsSources.KAFKA_PREFIX, name, what));
    }
  }
}
