package io.kinetograph.quickstart.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private final QuickstartTopics topics = QuickstartTopics.byDefault();

  @Test
  void keepsTopicsAndRecordsOverARestartAndStopsWithinSeconds(@TempDir Path folder)
      throws Exception {
    TopicPartition partition = new TopicPartition(topics.readings(), 2);
    long stopping;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPort.freeFrom(9092))) {
      try (Admin admin = admin(broker)) {
        topics.create(admin);
        assertThatTopicsAreThere(admin);
      }
      send(broker, partition, "kept");
      stopping = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(8));

    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPort.freeFrom(9092));
        Admin admin = admin(broker)) {
      topics.create(admin);
      assertThatTopicsAreThere(admin);
      assertThat(first(broker, partition)).isEqualTo("kept");
    }
  }

  @Test
  void saysThatItsPortIsTaken(@TempDir Path folder) throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, socket.getLocalPort()))
          .isInstanceOf(BrokerException.class)
          .hasMessage("port " + socket.getLocalPort() + " is taken");
    }
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private void assertThatTopicsAreThere(Admin admin)
      throws ExecutionException, InterruptedException {
    var names = List.of(topics.readings(), topics.labels(), topics.deadLetters());
    var described = admin.describeTopics(names).allTopicNames().get();
    assertThat(described.values()).allSatisfy(topic -> assertThat(topic.partitions()).hasSize(4));
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.readings());
    assertThat(admin.describeConfigs(List.of(resource)).all().get().values())
        .singleElement()
        .satisfies(
            config ->
                assertThat(config.get("retention.ms").value())
                    .isEqualTo(Long.toString(QuickstartTopics.READINGS_KEPT.toMillis())));
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
