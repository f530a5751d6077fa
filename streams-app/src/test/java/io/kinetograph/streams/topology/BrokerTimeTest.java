package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BrokerTimeTest {

  @Test
  void theTimestampOfTheLogIsTheBrokers() {
    var record = record(1234, TimestampType.LOG_APPEND_TIME);

    assertThat(new BrokerTime().extract(record, -1)).isEqualTo(1234);
    assertThat(BrokerTime.of(record.headers())).hasValue(1234);
  }

  @Test
  void aProducersTimestampIsNotAndNoHeaderMakesItSo() {
    var record = record(1234, TimestampType.CREATE_TIME);
    record.headers().add(BrokerTime.HEADER, "9999".getBytes(StandardCharsets.US_ASCII));

    assertThat(new BrokerTime().extract(record, -1)).isEqualTo(1234);
    assertThat(BrokerTime.of(record.headers())).isEmpty();
  }

  @Test
  void aRecordWithoutATimestampTakesThePartitionsTime() {
    var record = record(-1, TimestampType.CREATE_TIME);

    assertThat(new BrokerTime().extract(record, 77)).isEqualTo(77);
    assertThat(new BrokerTime().extract(record, -1)).isPositive();
    assertThat(BrokerTime.of(record.headers())).isEmpty();
  }

  private static ConsumerRecord<Object, Object> record(long timestamp, TimestampType type) {
    return new ConsumerRecord<>(
        "in", 0, 0, timestamp, type, 0, 0, "k", "v", new RecordHeaders(), Optional.empty());
  }
}
