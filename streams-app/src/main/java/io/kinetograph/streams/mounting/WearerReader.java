// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Reads the committed readings of one wearer from all partitions of the input topic. It belongs to
 * no consumer group and commits nothing.
 */
final class WearerReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Settings settings;
  private final String wearer;
  private final byte[] key;
  private final Duration span;
  private final Clock wallClock;
  private final ReadingDecoder decoder;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final TreeMap<Long, SegmentAssembler> segments = new TreeMap<>();
  private long readings;
  private long invalidReadings;
  private String lastFault = "";
  private long otherRecords;

  /**
   * Asks the brokers where to start and to end.
   *
   * @param settings of the app
   * @param wearer the wearer's id
   * @param span how far back reading starts, by the records' timestamps
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer or the topic cannot
   *     be read; the message is one sentence
   */
  WearerReader(Settings settings, String wearer, Duration span, Clock wallClock) {
    this.settings = settings;
    this.wearer = wearer;
    this.key = wearer.getBytes(StandardCharsets.UTF_8);
    this.span = span;
    this.wallClock = wallClock;
    this.decoder =
        new ReadingDecoder(
            settings
                .registry()
                .map(registry -> TopicSerdes.accelerometerReading(new SchemaRegistry(registry)))
                .orElseGet(() -> TopicSerdes.accelerometerReading())
                .deserializer(),
            settings.readings());
    StreamsConfig kafka = new StreamsConfig(settings.kafka());
    String clientId = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-mounting";
    Map<TopicPartition, Long> starts = new HashMap<>();
    try (Brokers brokers =
        Brokers.connect(
            kafka.getAdminConfigs(clientId),
            String.join(",", kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)),
            settings.checkTimeout())) {
      findOffsets(brokers, starts);
    }
    this.consumer = new KafkaConsumer<>(consumerConfig(kafka, clientId));
    consumer.assign(starts.keySet());
    starts.forEach(consumer::seek);
  }

  /** The restore consumer of Kafka Streams has no group; the rest is as for the main consumer. */
  private static Map<String, Object> consumerConfig(StreamsConfig kafka, String clientId) {
    Map<String, Object> config = kafka.getRestoreConsumerConfigs(clientId);
    config.putAll(kafka.originalsWithPrefix(StreamsConfig.MAIN_CONSUMER_PREFIX));
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  private void findOffsets(Brokers brokers, Map<TopicPartition, Long> starts) {
    Admin admin = brokers.admin();
    try {
      List<TopicPartition> partitions =
          brokers.answer(admin.describeTopics(List.of(topic())).allTopicNames()).values().stream()
              .flatMap(found -> found.partitions().stream())
              .map(partition -> new TopicPartition(topic(), partition.partition()))
              .toList();
      long from = wallClock.millis() - span.toMillis();
      var first = brokers.answer(list(admin, partitions, OffsetSpec.forTimestamp(from)));
      var last = brokers.answer(list(admin, partitions, OffsetSpec.latest()));
      last.forEach((partition, end) -> ends.put(partition, end.offset()));
      first.forEach(
          (partition, start) -> {
            long end = ends.getOrDefault(partition, 0L);
            starts.put(partition, start.offset() < 0 ? end : Math.min(start.offset(), end));
          });
    } catch (UnknownTopicOrPartitionException e) {
      throw new UnusableClusterException(
          "on the brokers %s, topic '%s' (setting input.topic) is missing"
              .formatted(brokers, topic()));
    } catch (AuthorizationException e) {
      throw new UnusableClusterException(
          "on the brokers %s, there is no permission to describe topic '%s' (setting input.topic)"
              .formatted(brokers, topic()));
    }
  }

  private static org.apache.kafka.common.KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>>
      list(Admin admin, List<TopicPartition> partitions, OffsetSpec spec) {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(Function.identity(), any -> spec)),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all();
  }

  /**
   * Reads up to the end that the topic had at the start.
   *
   * @throws UnusableClusterException if nothing arrives for {@code check.timeout}
   */
  void readToEnd() {
    long progress = System.nanoTime();
    while (!isAtEnd()) {
      if (read()) {
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > settings.checkTimeout().toNanos()) {
        throw new UnusableClusterException(
            "topic '%s' (setting input.topic) cannot be read to its end: nothing arrived for %d s"
                .formatted(topic(), settings.checkTimeout().toSeconds()));
      }
    }
  }

  private boolean isAtEnd() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Reads what has arrived, and waits a moment if nothing has; returns whether something has. */
  boolean read() {
    boolean any = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      any = true;
      if (Arrays.equals(record.key(), key)) {
        take(record);
      } else {
        otherRecords++;
      }
    }
    return any;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    boolean brokers = record.timestampType() == TimestampType.LOG_APPEND_TIME;
    long brokerMillis = brokers ? record.timestamp() : wallClock.millis();
    try {
      add(decoder.decode(record.topic(), record.key(), record.value(), brokerMillis));
      readings++;
    } catch (InvalidReadingException e) {
      invalidReadings++;
      lastFault = String.valueOf(e.getMessage());
    }
  }

  private void add(Reading reading) {
    for (int i = 0; i < reading.size(); i++) {
      long time = reading.timeMicros(i);
      segments
          .computeIfAbsent(
              time - time % Segment.LENGTH_MICROS,
              start -> new SegmentAssembler(start, settings.segments().maxGapMicros()))
          .add(reading.unit(), time, reading.x(i), reading.y(i), reading.z(i));
    }
    // Whatever the wearable's clock says, no more than the span is kept.
    long most = TimeUnit.NANOSECONDS.toMicros(span.toNanos()) / Segment.LENGTH_MICROS + 2;
    while (segments.size() > most) {
      segments.pollFirstEntry();
    }
  }

  /** The wearer's segments so far, in order of event time. */
  List<Segment> segments() {
    return segments.values().stream().map(SegmentAssembler::assemble).toList();
  }

  /** Valid readings of the wearer. */
  long readings() {
    return readings;
  }

  /** Invalid readings of the wearer; the app rejects them. */
  long invalidReadings() {
    return invalidReadings;
  }

  /** Why there is nothing to look at; one sentence. */
  String nothingRead() {
    String where =
        "in the last %d minutes of topic '%s' (%d partitions)"
            .formatted(span.toMinutes(), topic(), ends.size());
    if (invalidReadings > 0) {
      return "all %d readings of wearer '%s' %s are invalid; the last: %s"
          .formatted(invalidReadings, wearer, where, lastFault);
    }
    return otherRecords == 0
        ? "there are no readings %s: start the wearables, or look further back with --minutes"
            .formatted(where)
        : "there is no reading of wearer '%s' %s, but %d of other wearers: check the id, or look further back with --minutes"
            .formatted(wearer, where, otherRecords);
  }

  /** A sentence about invalid readings; empty if there are none. */
  String faults() {
    return invalidReadings == 0
        ? ""
        : "%d invalid readings were left out; the last: %s".formatted(invalidReadings, lastFault);
  }

  private String topic() {
    return settings.topics().input();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
