// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** Reads a partition again with a consumer of its own, which is in no group. */
public final class ConsumerInputReader implements InputReader {

  /**
   * The most records of a poll. With the thousand of a restore consumer, the samples of one poll
   * could take more memory than there is left.
   */
  static final int MAX_POLL_RECORDS = 100;

  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration METADATA_TIMEOUT = Duration.ofMillis(500);

  /**
   * After this the partition has no more records. Shortly after it became the leader, a broker may
   * take an older record for the last one.
   */
  private static final Duration AT_END = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private long atEndSinceNanos;

  private ConsumerInputReader(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
    this.consumer = consumer;
    this.partition = partition;
    this.atEndSinceNanos = System.nanoTime();
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
  }

  /**
   * Readers that read as the main consumer of a Kafka Streams client does: with its security,
   * isolation and interceptors.
   */
  public static Factory factory(StreamsConfig kafka) {
    return (partition, offset) ->
        new ConsumerInputReader(
            new KafkaConsumer<>(
                settings(kafka, partition),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()),
            partition,
            offset);
  }

  /** Those of a restore consumer, which has no group and never resets offsets, and the main one. */
  static Map<String, Object> settings(StreamsConfig kafka, TopicPartition partition) {
    String clientId = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-replay-" + partition;
    Map<String, Object> settings = kafka.getRestoreConsumerConfigs(clientId);
    Map<String, Object> own = Map.copyOf(settings);
    settings.putAll(kafka.originalsWithPrefix(StreamsConfig.MAIN_CONSUMER_PREFIX));
    for (String key :
        List.of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)) {
      settings.put(key, Objects.requireNonNull(own.get(key)));
    }
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords(settings));
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return settings;
  }

  private static int maxPollRecords(Map<String, Object> settings) {
    Object set = settings.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
    return set == null
        ? MAX_POLL_RECORDS
        : Math.min(MAX_POLL_RECORDS, Integer.parseInt(set.toString().trim()));
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout) {
    List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(timeout).records(partition);
    // The lag counts to the last stable offset, beyond which no committed record is.
    if (!records.isEmpty() || consumer.currentLag(partition).orElse(1) > 0) {
      atEndSinceNanos = System.nanoTime();
    }
    return records;
  }

  @Override
  public long position() {
    boolean isAtEnd = System.nanoTime() - atEndSinceNanos > AT_END.toNanos();
    try {
      return isAtEnd ? Long.MAX_VALUE : consumer.position(partition, SHORT);
    } catch (TimeoutException e) {
      // Not known before the first answer of a broker.
      return -1;
    }
  }

  @Override
  public long seekToEarliest() {
    long earliest =
        Objects.requireNonNull(
            consumer.beginningOffsets(List.of(partition), METADATA_TIMEOUT).get(partition));
    consumer.seek(partition, earliest);
    return earliest;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
