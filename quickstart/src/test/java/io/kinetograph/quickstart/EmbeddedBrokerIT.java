// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.streams.config.TopicSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

  private static final TopicSettings TOPICS =
      new TopicSettings("readings", "labels", "dead-letters");

  @Test
  void keepsTopicsAndRecordsAcrossARestartAndStopsWithinSeconds(@TempDir Path folder)
      throws Exception {
    TopicPartition partition = new TopicPartition(TOPICS.input(), 2);
    long stopping;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPorts.firstFreeFrom(9092))) {
      try (Admin admin = admin(broker)) {
        new QuickstartTopics(admin, TOPICS).create();
        assertThatTopicsExist(admin);
      }
      send(broker, partition, "kept");
      stopping = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(8));

    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPorts.firstFreeFrom(9092));
        Admin admin = admin(broker)) {
      new QuickstartTopics(admin, TOPICS).create();
      assertThatTopicsExist(admin);
      assertThat(first(broker, partition)).isEqualTo("kept");
    }
  }

  @Test
  void reportsThatItsPortIsTaken(@TempDir Path folder) throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, socket.getLocalPort()))
          .isInstanceOf(QuickstartException.class)
          .hasMessage("port " + socket.getLocalPort() + " is taken; choose another with --port");
    }
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private void assertThatTopicsExist(Admin admin) throws ExecutionException, InterruptedException {
    var names = List.of(TOPICS.input(), TOPICS.output(), TOPICS.deadLetters());
    var described = admin.describeTopics(names).allTopicNames().get();
    assertThat(described.values()).allSatisfy(topic -> assertThat(topic.partitions()).hasSize(4));
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.input());
    assertThat(admin.describeConfigs(List.of(resource)).all().get().values())
        .singleElement()
        .satisfies(
            config ->
                assertThat(config.get("retention.ms").value())
                    .isEqualTo(Long.toString(QuickstartTopics.READINGS_RETENTION.toMillis())));
  }

  private static void send(EmbeddedBroker broker, TopicPartition to, String value)
      throws ExecutionException, InterruptedException {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(to.topic(), to.partition(), bytes, bytes)).get();
    }
  }

  private static String first(EmbeddedBroker broker, TopicPartition from) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(from));
      consumer.seekToBeginning(List.of(from));
      var records = consumer.poll(Duration.ofSeconds(10)).records(from);
      return new String(records.get(0).value(), StandardCharsets.UTF_8);
    }
  }
}
