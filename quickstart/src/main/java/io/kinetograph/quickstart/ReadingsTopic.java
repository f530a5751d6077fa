// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of readings on somebody's broker. */
final class ReadingsTopic {

  private final String name;
  private final Map<String, Object> client;

  /**
   * Describes a topic, which may be missing.
   *
   * @param name of the topic
   * @param client properties of Kafka's clients
   */
  ReadingsTopic(String name, Map<String, Object> client) {
    this.name = name;
    this.client = client;
  }

  /**
   * Waits until every partition has a leader, because only a leader answers for offsets; see {@link
   * QuickstartTopics#create}.
   *
   * @param onWait receives a sentence for people if the brokers do not answer at once
   * @throws QuickstartException if the topic does not exist or cannot be used
   */
  void await(Consumer<String> onWait) throws QuickstartException {
    try (Brokers brokers = BrokerOptions.connect(client, onWait)) {
      Admin admin = brokers.admin();
      TopicDescription described =
          brokers.answer(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
      if (described == null) {
        throw new QuickstartException("the broker does not describe the topic " + name);
      }
      brokers.answer(
          admin
              .listOffsets(
                  described.partitions().stream()
                      .collect(
                          Collectors.toMap(
                              partition -> new TopicPartition(name, partition.partition()),
                              partition -> OffsetSpec.latest())))
              .all());
    } catch (UnusableClusterException e) {
      throw new QuickstartException(String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      throw new QuickstartException("cannot use the topic " + name, e);
    }
  }

  /** A producer of readings, which the caller closes. */
  Producer<String, AccelerometerReading> producer() {
    return new KafkaProducer<>(
        client, new StringSerializer(), TopicSerdes.accelerometerReading().serializer());
  }
}
