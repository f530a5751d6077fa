// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
  private final Map<TopicPartition, Long> ends;
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
    Set<TopicPartition> partitions;
    try (Brokers brokers =
        Brokers.connect(
            kafka.getAdminConfigs(clientId),
            String.join(",", kafka.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)),
            settings.checkTimeout())) {
      partitions = partitions(brokers);
    }
    this.consumer = new KafkaConsumer<>(consumerConfig(kafka, clientId));
    consumer.assign(partitions);
    this.ends = consumer.endOffsets(partitions);
    long from = wallClock.millis() - span.toMillis();
    consumer
        .offsetsForTimes(partitions.stream().collect(toMap(identity(), any -> from)))
        .forEach(
            (partition, found) ->
                consumer.seek(
                    partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
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

  private Set<TopicPartition> partitions(Brokers brokers) {
    String named = "topic '%s' (setting input.topic)".formatted(topic());
    try {
      return brokers
          .answer(brokers.admin().describeTopics(List.of(topic())).allTopicNames())
          .values()
          .stream()
          .flatMap(found -> found.partitions().stream())
          .map(partition -> new TopicPartition(topic(), partition.partition()))
          .collect(toSet());
    } catch (UnknownTopicOrPartitionException e) {
      throw new UnusableClusterException(
          "on the brokers %s, %s is missing".formatted(brokers, named));
    } catch (AuthorizationException e) {
      throw new UnusableClusterException(
          "on the brokers %s, there is no permission to describe %s".formatted(brokers, named));
    }
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
        : "invalid readings left out: %d; the last: %s".formatted(invalidReadings, lastFault);
  }

  private String topic() {
    return settings.topics().input();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
