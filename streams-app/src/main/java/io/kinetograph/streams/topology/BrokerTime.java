package io.kinetograph.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The broker's clock when a record was appended, if the topic's records carry it.
 *
 * <p>Kafka Streams tells a processor a record's timestamp but not whose clock it is by. The
 * extractor is the last to see that, and writes it into a header; one that a producer set is
 * removed, so that nobody can pass their clock off as the broker's.
 */
final class BrokerTime implements TimestampExtractor {

  static final String HEADER = "kinetograph.broker.time";

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    record.headers().remove(HEADER);
    if (record.timestamp() < 0) {
      // By default the whole app would stop for a record without a timestamp.
      return partitionTime >= 0 ? partitionTime : System.currentTimeMillis();
    }
    if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
      byte[] time = Long.toString(record.timestamp()).getBytes(StandardCharsets.US_ASCII);
      record.headers().add(HEADER, time);
    }
    return record.timestamp();
  }

  /** Milliseconds of the epoch, or nothing if the record's timestamp is its producer's. */
  static OptionalLong of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    return header == null
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
  }
}
