// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BrokerTimeInterceptorTest {

  @Test
  void anAppendTimeIsTheBrokers() {
    var record = record(1234, TimestampType.LOG_APPEND_TIME);
    consume(record);

    assertThat(BrokerTimeInterceptor.brokerMillis(record.headers())).hasValue(1234);
  }

  @Test
  void aCreateTimeIsNotTheBrokersAndNoHeaderForgesIt() {
    var record = record(1234, TimestampType.CREATE_TIME);
    record.headers().add(BrokerTimeInterceptor.HEADER, "9999".getBytes(StandardCharsets.US_ASCII));
    consume(record);

    assertThat(BrokerTimeInterceptor.brokerMillis(record.headers())).isEmpty();
  }

  private static void consume(ConsumerRecord<byte[], byte[]> record) {
    try (BrokerTimeInterceptor interceptor = new BrokerTimeInterceptor()) {
      interceptor.onConsume(
          new ConsumerRecords<>(Map.of(new TopicPartition("in", 0), List.of(record)), Map.of()));
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(long timestamp, TimestampType type) {
    byte[] bytes = {};
    return new ConsumerRecord<>(
        "in", 0, 0, timestamp, type, 0, 0, bytes, bytes, new RecordHeaders(), Optional.empty());
  }
}
