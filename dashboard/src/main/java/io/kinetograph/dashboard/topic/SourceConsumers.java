// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes the consumers of a source: without a group, of committed records only. */
class SourceConsumers {

  private final Map<String, Object> properties;

  /**
   * Prepares the properties.
   *
   * @param kafka properties for the consumer; this class overrides the ones it depends on
   * @param name what the topic has, in the name of the client
   * @param lookBack how far back in time reading starts
   * @throws IllegalArgumentException if a property has a value that Kafka's consumer rejects
   */
  SourceConsumers(Map<String, String> kafka, String name, Duration lookBack) {
    this.properties = new HashMap<>(kafka);
    // To notice added partitions soon.
    properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "30000");
    // Two clients with one id would complain about each other's metrics.
    properties.merge(
        ConsumerConfig.CLIENT_ID_CONFIG,
        "kinetograph-dashboard-" + name,
        (given, ours) -> given + "-" + name);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // Used only where the broker has lost the offset that would be read next.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:" + lookBack);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    try {
      new ConsumerConfig(properties);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "Kafka's consumer rejects a property: " + e.getMessage(), e);
    }
  }

  /** A new consumer, which the caller closes. */
  Consumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(properties);
  }

  /** The addresses of the brokers, as they were given. */
  String servers() {
    return String.valueOf(properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
  }
}
