// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.display.LabelFeed;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The Kafka clients of wearables and of a label feed. The caller closes them. */
final class RunClients {

  private final String servers;

  /**
   * Prepares clients of a broker.
   *
   * @param servers of the embedded broker
   */
  RunClients(String servers) {
    this.servers = servers;
  }

  /** A producer of readings. */
  Producer<String, AccelerometerReading> readings() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true),
        new StringSerializer(),
        TopicSerdes.accelerometerReading().serializer());
  }

  /** A consumer of what is published to a topic from now on. */
  <V> Consumer<String, V> consumerFromEnd(String topic, Deserializer<V> values) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    return LabelFeed.seekToEnd(
        new KafkaConsumer<>(settings, new StringDeserializer(), values), topic);
  }
}
