// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.dashboard.SetClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** What a source does if something fails, without a broker. */
class TopicSourceTest {

  private static final String TOPIC = "labels";
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SetClock clock = new SetClock(NOW);
  private final List<TopicConsumer> consumers = new CopyOnWriteArrayList<>();
  private final Set<Integer> silent = ConcurrentHashMap.newKeySet();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private volatile boolean isDown;

  @Test
  void anErrorIsReportedAndReadingIsTriedAgain() {
    Deserializer<String> broken =
        (topic, value) -> {
          throw new NoClassDefFoundError("org/xerial/snappy/Snappy");
        };
    try (TopicSource<String, String> source = source(broken)) {
      source.start(received::add);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  source
                      .state()
                      .detail()
                      .equals(
                          "topic labels cannot be read: java.lang.NoClassDefFoundError:"
                              + " org/xerial/snappy/Snappy"));
      assertThat(source.state().ready()).isFalse();
      await().atMost(PATIENCE).until(() -> consumers.size() >= 3);
    }
  }

  @Test
  void recordsAreCountedSinceTheLastConnection() {
    try (TopicSource<String, String> source = source(new StringDeserializer())) {
      source.start(received::add);
      await().atMost(PATIENCE).until(() -> received.size() == 3);
      assertThat(source.state().records()).isEqualTo(3);

      consumers.get(0).setPollException(new KafkaException("made to fail"));
      await().atMost(PATIENCE).until(() -> received.size() == 6);
      assertThat(source.state().records()).isEqualTo(3);
      assertThat(source.state().skipped()).isZero();
    }
  }

  @Test
  void partitionsWithoutALeaderAreNamedAndTheOthersAreRead() {
    silent.add(1);
    try (TopicSource<String, String> source = source(new StringDeserializer())) {
      source.start(received::add);

      await().atMost(PATIENCE).until(() -> received.size() == 2);
      assertThat(received).containsExactlyInAnyOrder("of 0", "of 2");
      SourceState state = source.state();
      assertThat(state.ready()).isTrue();
      assertThat(state.caughtUp()).isFalse();
      assertThat(state.detail())
          .isEqualTo(
              "reading 2 of 3 partitions of topic labels; there is no answer from the leader of"
                  + " partition 1");

      silent.clear();
      clock.set(NOW.plusSeconds(11));
      await().atMost(PATIENCE).until(() -> received.size() == 3);
      await().atMost(PATIENCE).until(() -> source.state().caughtUp());
      assertThat(source.state().detail()).isEqualTo("reading 3 partitions of topic labels");

      silent.addAll(Set.of(0, 2));
      clock.set(NOW.plusSeconds(22));
      await().atMost(PATIENCE).until(() -> source.state().detail().contains("reading 1 of 3"));
      assertThat(source.state().detail())
          .endsWith("there is no answer from the leaders of partitions 0, 2");
      await().atMost(PATIENCE).until(() -> !source.state().caughtUp());
      assertThat(consumers).hasSize(1);
      assertThat(consumers.get(0).assignment()).as("they may return").hasSize(3);
    }
  }

  @Test
  void ifNoLeaderAnswersItIsNotSaidThatKafkaDoesNot() {
    silent.addAll(Set.of(0, 1, 2));
    try (TopicSource<String, String> source = source(new StringDeserializer())) {
      source.start(received::add);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  source
                      .state()
                      .detail()
                      .equals(
                          "topic labels cannot be read: no leader of its 3 partitions answers"));
      assertThat(source.state().ready()).isFalse();

      isDown = true;
      await()
          .atMost(PATIENCE)
          .until(() -> source.state().detail().equals("no answer from Kafka at localhost:1"));
    }
  }

  private TopicSource<String, String> source(Deserializer<String> deserializer) {
    return new TopicSource<>(
        new SourceConsumers(
            Map.of("bootstrap.servers", "localhost:1"), "strings", Duration.ofMinutes(10)) {
          @Override
          Consumer<byte[], byte[]> open() {
            TopicConsumer consumer = new TopicConsumer();
            consumers.add(consumer);
            return consumer;
          }
        },
        TOPIC,
        "strings",
        deserializer,
        (value, receivedAt) -> value,
        Duration.ofMinutes(10),
        clock);
  }

  /** Three partitions with a record each; the leaders of some do not answer. */
  private final class TopicConsumer extends MockConsumer<byte[], byte[]> {

    private final Set<TopicPartition> sent = new HashSet<>();

    TopicConsumer() {
      super("none");
      updatePartitions(
          TOPIC,
          IntStream.range(0, 3)
              .mapToObj(
                  i -> new PartitionInfo(TOPIC, i, new Node(i, "localhost", 9092), null, null))
              .toList());
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      requireAnswer(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(partition -> ends.put(partition, 1L));
      return ends;
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times, Duration timeout) {
      requireAnswer(times.keySet());
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      times.forEach((partition, time) -> found.put(partition, new OffsetAndTimestamp(0, time)));
      return found;
    }

    private void requireAnswer(Collection<TopicPartition> partitions) {
      if (isDown || partitions.stream().anyMatch(each -> silent.contains(each.partition()))) {
        throw new TimeoutException("made to time out");
      }
    }

    @Override
    public synchronized Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
      if (isDown) {
        throw new TimeoutException("made to time out");
      }
      return super.listTopics(timeout);
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      super.seek(partition, offset);
      if (sent.add(partition)) {
        byte[] value = ("of " + partition.partition()).getBytes(StandardCharsets.UTF_8);
        schedulePollTask(
            () -> addRecord(new ConsumerRecord<>(TOPIC, partition.partition(), 0, null, value)));
      }
    }
  }
}
