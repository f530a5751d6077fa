// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends each record of the app with a timestamp that its topic accepts. All of them pass here:
 * labels, dead letters, and the changelog records that Kafka Streams writes itself.
 *
 * <p>Public because the producer creates it by class name.
 */
public final class TimestampInterceptor implements ProducerInterceptor<byte[], byte[]> {

  private @Nullable WriteLimits limits;

  @Override
  public void configure(Map<String, ?> configs) {
    limits = WriteLimits.of(configs);
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    if (limits == null) {
      return record;
    }
    Long own = record.timestamp();
    long accepted = limits.timestamp(record.topic(), own);
    return own != null && own == accepted
        ? record
        : new ProducerRecord<>(
            record.topic(),
            record.partition(),
            accepted,
            record.key(),
            record.value(),
            record.headers());
  }

  @Override
  public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {}

  @Override
  public void close() {}
}
