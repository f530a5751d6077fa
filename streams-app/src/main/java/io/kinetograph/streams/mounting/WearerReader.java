// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.DurationText;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import io.kinetograph.streams.setup.AppOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine;

/**
 * Reads the committed readings of one wearer from all partitions of the input topic. It belongs to
 * no consumer group and commits nothing.
 */
final class WearerReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private static final Duration PROGRESS = Duration.ofSeconds(5);

  /** The brokers free by themselves what a client leaves behind. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final CommandLine line;
  private final Settings settings;
  private final String wearer;
  private final byte[] key;
  private final Duration span;
  private final Clock wallClock;
  private final ReadingDecoder decoder;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final LatestSegments segments;
  private final UnitPartitions partitions = new UnitPartitions();
  private long readings;
  private long invalidReadings;
  private String lastFault = "";
  private long otherRecords;

  /**
   * Asks the brokers where to start and to end.
   *
   * @param line of the command, on which it says what it waits for
   * @param settings of the app
   * @param wearer the wearer's id
   * @param span how far back reading starts, by the records' timestamps
   * @param wait how long the caller waits for new readings
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer or the topic cannot
   *     be read; the message is one sentence
   */
  WearerReader(
      CommandLine line,
      Settings settings,
      String wearer,
      Duration span,
      Duration wait,
      Clock wallClock) {
    this.line = line;
    this.settings = settings;
    this.wearer = wearer;
    this.key = wearer.getBytes(StandardCharsets.UTF_8);
    this.span = span;
    this.wallClock = wallClock;
    this.segments = new LatestSegments(span.plus(wait), settings);
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
    TopicSpan topic;
    try (Brokers brokers = AppOptions.connect(line, kafka.getAdminConfigs(clientId), settings)) {
      topic = TopicSpan.since(wallClock.millis() - span.toMillis(), topic(), brokers);
    }
    this.ends = topic.ends();
    this.consumer = new KafkaConsumer<>(consumerConfig(kafka, clientId));
    consumer.assign(ends.keySet());
    topic.starts().forEach(consumer::seek);
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

  /**
   * Reads up to the end that the topic had at the start.
   *
   * @throws UnusableClusterException if nothing arrives for {@code check.timeout}
   */
  void readToEnd() {
    long progress = System.nanoTime();
    long said = progress;
    while (!isAtEnd()) {
      if (System.nanoTime() - said > PROGRESS.toNanos()) {
        said = System.nanoTime();
        AppOptions.say(
            line,
            format(
                "reading the last %d minutes of topic '%s': %d records so far",
                span.toMinutes(), topic(), readings + invalidReadings + otherRecords));
      }
      if (read()) {
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > settings.checkTimeout().toNanos()) {
        throw new UnusableClusterException(
            format(
                "topic '%s' (setting input.topic) cannot be read to its end: nothing arrived for %s",
                topic(), DurationText.of(settings.checkTimeout())));
      }
    }
  }

  private boolean isAtEnd() {
    return ends.entrySet().stream()
        .allMatch(
            end -> consumer.position(end.getKey(), settings.checkTimeout()) >= end.getValue());
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
    OptionalLong brokerMillis =
        brokers ? OptionalLong.of(record.timestamp()) : OptionalLong.empty();
    try {
      Reading reading =
          decoder.decode(
              record.topic(),
              record.headers(),
              record.key(),
              record.value(),
              brokerMillis,
              wallClock.millis());
      for (int i = 0; i < reading.size(); i++) {
        segments.add(
            reading.unit(), reading.timeMicros(i), reading.x(i), reading.y(i), reading.z(i));
      }
      partitions.add(record.partition(), reading.unit());
      readings++;
    } catch (InvalidReadingException e) {
      invalidReadings++;
      lastFault =
          format(
              "%s-%d@%d: %s",
              record.topic(), record.partition(), record.offset(), String.valueOf(e.getMessage()));
    }
  }

  /** The wearer's segments so far, in order of event time. */
  List<Segment> segments() {
    return segments.assemble();
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
        format(
            "in the last %d minutes of topic '%s' (%d partitions)",
            span.toMinutes(), topic(), ends.size());
    if (invalidReadings > 0) {
      return format("there is no valid reading of wearer '%s' %s; %s", wearer, where, faults());
    }
    return otherRecords == 0
        ? format(
            "there are no readings %s: start the wearables, or look further back with --minutes",
            where)
        : format(
            "wearer '%s' has no readings %s, but other wearers have %d: check the id, or look"
                + " further back with --minutes",
            wearer, where, otherRecords);
  }

  /** About invalid readings; empty if there are none. */
  String faults() {
    return invalidReadings == 0
        ? ""
        : format(
            "invalid readings that were ignored: %d; the last, %s", invalidReadings, lastFault);
  }

  /**
   * That the wearer's readings are in several partitions, and what to do; empty if they are not.
   */
  String partitionNote() {
    return partitions.note(wearer, topic(), ends.size());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String topic() {
    return settings.topics().input();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
