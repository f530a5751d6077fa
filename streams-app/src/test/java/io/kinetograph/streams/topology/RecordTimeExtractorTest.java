// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordTimeExtractorTest {

  @Test
  void aRecordWithoutATimestampGetsThePartitionsTime() {
    assertThat(new RecordTimeExtractor().extract(record(1234), 77)).isEqualTo(1234);
    assertThat(new RecordTimeExtractor().extract(record(-1), 77)).isEqualTo(77);
    assertThat(new RecordTimeExtractor().extract(record(-1), -1)).isPositive();
  }

  private static ConsumerRecord<Object, Object> record(long timestamp) {
    return new ConsumerRecord<>(
        "in",
        0,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        "k",
        "v",
        new RecordHeaders(),
        Optional.empty());
  }
}
