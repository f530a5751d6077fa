// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordTimeExtractorTest {

  private final RecordTimeExtractor extractor = new RecordTimeExtractor(() -> 5678);

  @Test
  void aRecordHasItsOwnTimestamp() {
    assertThat(extractor.extract(record(1234), 77)).isEqualTo(1234);
  }

  @Test
  void aRecordWithoutATimestampGetsTheTimeAtWhichItIsRead() {
    assertThat(extractor.extract(record(-1), 77)).isEqualTo(5678);
    assertThat(extractor.extract(record(-1), -1)).isEqualTo(5678);
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
