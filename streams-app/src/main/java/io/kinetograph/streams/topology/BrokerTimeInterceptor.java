package io.kinetograph.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/**
 * The broker's clock when a record was appended, if the topic's records carry it.
 *
 * <p>Kafka Streams tells whose clock a record's timestamp is by neither to a processor nor to a
 * timestamp extractor (it makes every record's {@code CreateTime}). The consumer is the last to see
 * it: as its interceptor this writes the time into a header, and removes one that a producer set,
 * so that nobody can pass their clock off as the broker's.
 *
 * <p>The consumer makes it by its name, therefore it is public.
 */
public final class BrokerTimeInterceptor implements ConsumerInterceptor<byte[], byte[]> {

  static final String HEADER = "kinetograph.broker.time";

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      record.headers().remove(HEADER);
      if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
        byte[] time = Long.toString(record.timestamp()).getBytes(StandardCharsets.US_ASCII);
        record.headers().add(HEADER, time);
      }
    }
    return records;
  }

  /** Milliseconds of the epoch, or nothing if the record's timestamp is its producer's. */
  static OptionalLong of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    return header == null
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
