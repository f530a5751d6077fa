// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes a record's own timestamp as its time, or the wall clock's if it has none. Kafka Streams'
 * default extractor would stop the app at a record without a timestamp. The partition's time would
 * stand still if no record has one, and start again in the past at each start.
 */
final class RecordTimeExtractor implements TimestampExtractor {

  private final LongSupplier wallClock;

  /**
   * Creates an extractor.
   *
   * @param wallClock in milliseconds since the epoch
   */
  RecordTimeExtractor(LongSupplier wallClock) {
    this.wallClock = wallClock;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionMillis) {
    return record.timestamp() >= 0 ? record.timestamp() : wallClock.getAsLong();
  }
}
