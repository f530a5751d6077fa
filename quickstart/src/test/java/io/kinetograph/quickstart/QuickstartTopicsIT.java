// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.config.TopicSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTopicsIT {

  private static final int TOPICS = 60;

  /**
   * A producer whose first batch is rejected can lose it (KAFKA-15591), so a new topic must accept
   * records at the first try.
   */
  @Test
  void everyPartitionAcceptsRecordsAsSoonAsTheTopicsAreCreated(@TempDir Path folder)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPorts.firstFreeFrom(9092))) {
      Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(servers);
          var producer =
              new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
        for (int i = 0; i < TOPICS; i += 3) {
          var topics = new TopicSettings("topic-" + i, "topic-" + (i + 1), "topic-" + (i + 2));
          new QuickstartTopics(admin, topics).create();
          for (String topic : List.of(topics.input(), topics.output(), topics.deadLetters())) {
            for (int partition = 0; partition < QuickstartTopics.PARTITIONS; partition++) {
              byte[] value = "value".getBytes(StandardCharsets.UTF_8);
              var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
            }
          }
          producer.flush();
        }
        assertThat(total(producer, "record-send-total"))
            .isEqualTo(TOPICS * (double) QuickstartTopics.PARTITIONS);
        assertThat(total(producer, "record-error-total")).isZero();
        assertThat(total(producer, "record-retry-total")).isZero();
      }
    }
  }

  private static double total(KafkaProducer<?, ?> producer, String meter) {
    return producer.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().group().equals("producer-metrics"))
        .filter(entry -> entry.getKey().name().equals(meter))
        .mapToDouble(entry -> ((Number) entry.getValue().metricValue()).doubleValue())
        .sum();
  }
}
