package io.kinetograph.streams.app;

import static java.util.Objects.requireNonNull;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A real cluster in this process, of one broker or several, with the topics of the design. */
public final class Cluster {

  private static final String INPUT = "wearable.accelerometer";

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

  /** Starts one broker and creates the topics, the input and output with two partitions. */
  public static Cluster start() throws Exception {
    return start(Map.of());
  }

  /**
   * Starts the broker with settings of its own and creates the topics.
   *
   * @param settings over those that a single broker needs
   */
  public static Cluster start(Map<String, String> settings) throws Exception {
    return start(1, 2, settings);
  }

  /**
   * Starts brokers and creates the topics, each with a replica on every broker.
   *
   * @param brokers how many: one, which is the controller too, or more beside a controller
   * @param partitions of the input and of the output topic
   * @param settings of the brokers, over those that make a cluster quick
   */
  public static Cluster start(int brokers, int partitions, Map<String, String> settings)
      throws Exception {
    TestKitNodes nodes =
        new TestKitNodes.Builder()
            .setCombined(brokers == 1)
            .setNumBrokerNodes(brokers)
            .setNumControllerNodes(1)
            .build();
    String replicas = Integer.toString(brokers);
    String inSync = Integer.toString(brokers / 2 + 1);
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(nodes)
            .setConfigProp("default.replication.factor", replicas)
            .setConfigProp("min.insync.replicas", inSync)
            .setConfigProp("offsets.topic.replication.factor", replicas)
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("transaction.state.log.replication.factor", replicas)
            .setConfigProp("transaction.state.log.min.isr", inSync)
            .setConfigProp("transaction.state.log.num.partitions", "2")
            .setConfigProp("group.initial.rebalance.delay.ms", "0");
    settings.forEach(builder::setConfigProp);
    KafkaClusterTestKit kit = builder.build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    short factor = (short) brokers;
    createTopics(
        kit,
        List.of(
            new NewTopic(INPUT, partitions, factor),
            new NewTopic("wearer.activity", partitions, factor),
            new NewTopic("wearable.accelerometer.dlq", 1, factor)));
    return new Cluster(kit);
  }

  /**
   * Returns once each partition is led: a producer that comes earlier may lose the first records
   * that it sends (KAFKA-15591).
   */
  private static void createTopics(KafkaClusterTestKit kit, List<NewTopic> topics)
      throws Exception {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    try (var admin = kit.admin()) {
      admin.createTopics(topics).all().get();
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (!areLed(admin, partitions)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("no leaders of " + partitions.keySet());
        }
        Thread.sleep(20);
      }
    }
  }

  /** Only a leader tells offsets; the client waits for one, but not for a topic to be shown. */
  private static boolean areLed(Admin admin, Map<TopicPartition, OffsetSpec> partitions)
      throws Exception {
    try {
      admin.listOffsets(partitions).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  /** Where the brokers listen. */
  public String bootstrapServers() {
    return kit.bootstrapServers();
  }

  /** A client that the caller closes. */
  public Admin admin() {
    return kit.admin();
  }

  /** Stops one of several brokers; its folder stays. */
  public void stopBroker(int id) {
    broker(id).shutdown();
    broker(id).awaitShutdown();
  }

  /** Starts a broker again that was stopped. */
  public void startBroker(int id) {
    broker(id).startup();
  }

  private BrokerServer broker(int id) {
    return requireNonNull(kit.brokers().get(id));
  }

  /** Sends a record to the input topic as it is. */
  public Future<RecordMetadata> send(byte @Nullable [] key, byte @Nullable [] value) {
    return producer.send(new ProducerRecord<>(INPUT, key, value));
  }

  void publish(List<AccelerometerReading> readings) {
    var serializer = TopicSerdes.accelerometerReading().serializer();
    for (AccelerometerReading reading : readings) {
      publish(reading.getWearer(), serializer.serialize(INPUT, reading));
    }
  }

  void publish(String key, byte[] value) {
    publish(INPUT, null, key, value);
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
    createTopics(kit, List.of(new NewTopic(name, 1, (short) 1).configs(configs)));
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

  /** Stops the brokers. */
  public void stop() throws Exception {
    producer.close();
    kit.close();
  }
}
