package io.kinetograph.streams;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A real single-node broker in this process, with the topics of the design. */
public final class Cluster {

  private final KafkaClusterTestKit kit;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  private Cluster(KafkaClusterTestKit kit) {
    this.kit = kit;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kit.bootstrapServers(), "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Starts the broker and creates the topics. */
  public static Cluster start() throws Exception {
    return start(Map.of());
  }

  /**
   * Starts the broker with settings of its own and creates the topics.
   *
   * @param settings over those that a single broker needs
   */
  public static Cluster start(Map<String, String> settings) throws Exception {
    TestKitNodes nodes =
        new TestKitNodes.Builder()
            .setCombined(true)
            .setNumBrokerNodes(1)
            .setNumControllerNodes(1)
            .build();
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(nodes)
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .setConfigProp("transaction.state.log.num.partitions", "2")
            .setConfigProp("group.initial.rebalance.delay.ms", "0");
    settings.forEach(builder::setConfigProp);
    KafkaClusterTestKit kit = builder.build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    try (var admin = kit.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("wearable.accelerometer", 2, (short) 1),
                  new NewTopic("wearer.activity", 2, (short) 1),
                  new NewTopic("wearable.accelerometer.dlq", 1, (short) 1)))
          .all()
          .get();
    }
    return new Cluster(kit);
  }

  /** Where the broker listens. */
  public String bootstrapServers() {
    return kit.bootstrapServers();
  }

  void publish(List<AccelerometerReading> readings) {
    var serializer = TopicSerdes.accelerometerReading().serializer();
    for (AccelerometerReading reading : readings) {
      publish(reading.getWearer(), serializer.serialize("wearable.accelerometer", reading));
    }
  }

  void publish(String key, byte[] value) {
    publish("wearable.accelerometer", null, key, value);
  }

  /** Publishes with a timestamp, or that of the producer's clock if there is none. */
  void publish(String topic, @Nullable Long timestamp, String key, byte[] value) {
    sent.add(
        producer.send(
            new ProducerRecord<>(
                topic, null, timestamp, key.getBytes(StandardCharsets.UTF_8), value)));
  }

  /** Creates a topic of one partition. */
  void createTopic(String name, Map<String, String> configs) throws Exception {
    try (var admin = kit.admin()) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(configs))).all().get();
    }
  }

  /** All committed labels, once there are as many as expected and then none for a second. */
  List<ActivityLabel> labels(int expected) {
    var deserializer = TopicSerdes.activityLabel().deserializer();
    return committed("wearer.activity", expected).stream()
        .map(record -> deserializer.deserialize(record.topic(), record.value()))
        .toList();
  }

  /** All committed records of a topic, once there are as many as expected and then none more. */
  List<ConsumerRecord<byte[], byte[]>> committed(String topic, int expected) {
    sent.forEach(Cluster::get);
    sent.clear();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
      consumer.assign(partitions);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      BooleanSupplier waiting = () -> records.size() < expected && System.nanoTime() < deadline;
      int before = -1;
      while (waiting.getAsBoolean() || before != records.size()) {
        before = records.size();
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  private static void get(Future<RecordMetadata> acknowledged) {
    try {
      acknowledged.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a record was not acknowledged", e);
    }
  }

  /** Stops the broker. */
  public void stop() throws Exception {
    producer.close();
    kit.close();
  }
}
