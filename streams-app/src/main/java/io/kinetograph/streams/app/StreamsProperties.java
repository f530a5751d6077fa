// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.delivery.RefusedWriteHandler;
import io.kinetograph.streams.delivery.TimestampInterceptor;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.topology.BrokerTimeInterceptor;
import io.kinetograph.streams.topology.DeadLetterHandler;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The properties of Kafka Streams: what an operator has set, and what the topology needs. */
final class StreamsProperties {

  private StreamsProperties() {}

  /** All but the {@link WriteLimits}, which depend on these. */
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
    properties.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RefusedWriteHandler.class);
    addInterceptor(
        properties,
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
        List.of(
            StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG)),
        BrokerTimeInterceptor.class);
    addInterceptor(
        properties,
        ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
        List.of(StreamsConfig.producerPrefix(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG)),
        TimestampInterceptor.class);
    return properties;
  }

  /**
   * Creates no more threads than the input topic has partitions, unless an operator has set their
   * number: a thread without a partition only takes memory, connections and time at each rebalance,
   * and a machine may have many cores.
   */
  static void limitThreads(Properties properties, Settings settings, int partitions) {
    if (!settings.kafka().containsKey(StreamsConfig.NUM_STREAM_THREADS_CONFIG)) {
      properties.computeIfPresent(
          StreamsConfig.NUM_STREAM_THREADS_CONFIG,
          (key, cores) -> Integer.toString(Math.min(partitions, Integer.parseInt((String) cores))));
    }
  }

  /**
   * Keeps the interceptors that an operator has set, by whichever of the keys Kafka knows.
   *
   * @param prefixed the keys that override it, the last of which is set
   */
  private static void addInterceptor(
      Properties properties, String key, List<String> prefixed, Class<?> interceptor) {
    String others = properties.getProperty(key, "");
    for (String set : prefixed) {
      others = properties.getProperty(set, others);
    }
    String ours = interceptor.getName();
    properties.put(
        prefixed.get(prefixed.size() - 1), others.isBlank() ? ours : ours + "," + others);
  }
}
