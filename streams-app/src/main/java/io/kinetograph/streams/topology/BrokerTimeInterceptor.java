// SPDX-License-Identifier: Apache-2.0
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
 * Passes on the broker's clock at the time it appended a record, if the topic's timestamps are the
 * broker's ({@code message.timestamp.type=LogAppendTime}).
 *
 * <p>Kafka Streams does not tell a processor or a timestamp extractor whose clock a timestamp comes
 * from: it turns every type into {@code CreateTime}. The consumer is the last to see the type. This
 * interceptor of the consumer writes the broker's time into a header, and removes a header of that
 * name that a producer set, so that no producer can forge the broker's time.
 *
 * <p>Public because the consumer creates it by class name.
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

  /** Milliseconds since the epoch, or empty if the record carries its producer's time. */
  static OptionalLong brokerMillis(Headers headers) {
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
