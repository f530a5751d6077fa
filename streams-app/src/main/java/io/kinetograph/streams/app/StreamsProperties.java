// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.topology.BrokerTimeInterceptor;
import io.kinetograph.streams.topology.DeadLetterHandler;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The properties of Kafka Streams: what an operator has set, and what the topology needs. */
final class StreamsProperties {

  private StreamsProperties() {}

  static Properties of(Settings settings) {
    Properties properties = new Properties();
    // One session and one caller a core label fastest, so there are as many threads as cores.
    properties.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG,
        Integer.toString(Runtime.getRuntime().availableProcessors()));
    // A thread runs its tasks' timers only between two polls.
    properties.put(
        StreamsConfig.POLL_MS_CONFIG, Long.toString(settings.batch().workInterval().toMillis()));
    properties.putAll(settings.kafka());
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    properties.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, settings.topics().deadLetters());
    addBrokerTimeInterceptor(properties);
    return properties;
  }

  /** Keeps the interceptors that an operator has set, by whichever of the keys Kafka knows. */
  private static void addBrokerTimeInterceptor(Properties properties) {
    String key = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
    String mainKey = StreamsConfig.mainConsumerPrefix(key);
    String others = "";
    for (String set : List.of(key, StreamsConfig.consumerPrefix(key), mainKey)) {
      others = properties.getProperty(set, others);
    }
    String ours = BrokerTimeInterceptor.class.getName();
    properties.put(mainKey, others.isBlank() ? ours : ours + "," + others);
  }
}
