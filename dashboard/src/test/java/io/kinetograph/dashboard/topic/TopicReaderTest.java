// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

  private static final String TOPIC = "labels";
  private static final long END = 5;
  private static final Node LEADER = new Node(1, "localhost", 9092);

  private final TopicConsumer consumer = new TopicConsumer();
  private final TopicReader reader =
      new TopicReader(consumer, TOPIC, Duration.ofMinutes(10), Clock.systemUTC());

  @Test
  void aTopicThatReturnsWithFewerPartitionsIsReadToItsEnd() {
    consumer.setPartitions(3);
    assertThat(reader.refresh()).isTrue();
    assertThat(reader.isCaughtUp()).isFalse();

    consumer.setPartitions(2);
    assertThat(reader.refresh()).isTrue();
    assertThat(reader.partitionCount()).isEqualTo(2);
    assertThat(reader.isCaughtUp()).isFalse();
    consumer.assignment().forEach(partition -> consumer.seek(partition, END));
    assertThat(reader.isCaughtUp()).isTrue();
  }

  @Test
  void isNotCaughtUpBeforeEachPartitionIsReadToItsEnd() {
    consumer.setPartitions(2);
    reader.refresh();
    consumer.seek(new TopicPartition(TOPIC, 0), END);
    assertThat(reader.isCaughtUp()).isFalse();
    consumer.seek(new TopicPartition(TOPIC, 1), END);
    assertThat(reader.isCaughtUp()).isTrue();
  }

  /** A topic whose records, in each partition, are all younger than the look-back time. */
  private static final class TopicConsumer extends MockConsumer<byte[], byte[]> {

    TopicConsumer() {
      super("none");
    }

    void setPartitions(int count) {
      updatePartitions(
          TOPIC,
          IntStream.range(0, count)
              .mapToObj(i -> new PartitionInfo(TOPIC, i, LEADER, null, null))
              .toList());
      IntStream.range(0, count)
          .forEach(i -> updateEndOffsets(Map.of(new TopicPartition(TOPIC, i), END)));
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times, Duration timeout) {
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      times.forEach((partition, time) -> found.put(partition, new OffsetAndTimestamp(0, time)));
      return found;
    }
  }
}
