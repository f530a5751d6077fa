// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LabelReaderTest {

  private static final String TOPIC = "labels";

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());

  @Test
  void readsUntilItIsClosed() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          consumer.updateBeginningOffsets(
              consumer.assignment().stream().collect(Collectors.toMap(p -> p, p -> 0L)));
          consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, new byte[0], new byte[0]));
        });
    LabelReader reader = new LabelReader(consumer, TOPIC, labels -> read.countDown());
    read.await();
    reader.close();

    assertThat(reader.arrivals()).hasSize(1);
    reader.check();
  }

  @Test
  void failureIsThrownWhereTheRunIsChecked() throws Exception {
    CountDownLatch polled = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          polled.countDown();
          throw new KafkaException("no broker");
        });
    LabelReader reader = new LabelReader(consumer, TOPIC, labels -> {});
    polled.await();
    reader.close();

    assertThatIllegalStateException()
        .isThrownBy(reader::check)
        .withMessageContaining("no broker")
        .withCauseInstanceOf(KafkaException.class);
  }
}
