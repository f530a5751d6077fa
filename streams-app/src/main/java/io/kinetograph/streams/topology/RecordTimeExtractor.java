// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes a record's own timestamp as its time, or the partition's time if it has none. Kafka
 * Streams' default extractor would stop the app at a record without a timestamp.
 */
final class RecordTimeExtractor implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionMillis) {
    if (record.timestamp() >= 0) {
      return record.timestamp();
    }
    return partitionMillis >= 0 ? partitionMillis : System.currentTimeMillis();
  }
}
