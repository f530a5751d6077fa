// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all partitions that a topic has and whose leaders answer, each from the look-back time on,
 * by one consumer, which the caller closes. Used by one thread.
 *
 * <p>If the topic is deleted and created again between two checks, the consumer starts again only
 * in partitions with fewer records than it has read. In others it keeps its offset and skips the
 * new records before it.
 */
final class TopicReader {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final PartitionLeaders leaders;
  private final Duration lookBack;
  private final Clock clock;

  private Set<TopicPartition> assigned = Set.of();
  private final Map<TopicPartition, Long> endsAtFirst = new HashMap<>();

  /** The offset after the last record of each partition. */
  private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

  private int partitionCount;
  private boolean caughtUp;

  /**
   * Creates a reader without partitions.
   *
   * @param lookBack how far back in time reading starts
   */
  TopicReader(Consumer<byte[], byte[]> consumer, String topic, Duration lookBack, Clock clock) {
    this.consumer = consumer;
    this.leaders = new PartitionLeaders(consumer, topic);
    this.lookBack = lookBack;
    this.clock = clock;
  }

  /**
   * Asks the broker which partitions the topic has, and reads from now on all whose leaders answer.
   * One that is being read stays, also without an answer.
   *
   * @return whether the partitions, or those without an answer, are others than before
   */
  boolean refresh() {
    Set<TopicPartition> all = leaders.partitions();
    partitionCount = all.size();
    if (all.isEmpty()) {
      // A topic that returns, with as many partitions, is read from its look-back time.
      assigned = Set.of();
      caughtUp = false;
      return false;
    }
    Set<TopicPartition> silentBefore = leaders.silent();
    // Requested even if not needed: this request is also how a lost broker is noticed.
    Map<TopicPartition, Long> ends = leaders.ends(all);
    Set<TopicPartition> readable = new HashSet<>(assigned);
    readable.retainAll(all);
    readable.addAll(ends.keySet());
    boolean isSame = readable.equals(assigned);
    if (isSame && leaders.silent().equals(silentBefore)) {
      return false;
    }
    if (assigned.isEmpty()) {
      endsAtFirst.clear();
      endsAtFirst.putAll(ends);
      caughtUp = false;
    } else if (!caughtUp) {
      // Those that did not answer at first have records from before, too.
      ends.forEach(
          (partition, end) -> {
            if (!assigned.contains(partition)) {
              endsAtFirst.put(partition, end);
            }
          });
    }
    // A topic that was deleted and created again may have fewer partitions than before.
    endsAtFirst.keySet().retainAll(all);
    nextOffsets.keySet().retainAll(all);
    if (!isSame) {
      assign(readable, ends);
      assigned = readable;
    }
    return true;
  }

  /**
   * Starts new partitions at the look-back time, or at the given ends if nothing was written since
   * then. Kafka's own reset {@code by_duration} asks for the end only after it found nothing at the
   * look-back time, and so misses what is written in between.
   */
  private void assign(Set<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
    long from = clock.instant().minus(lookBack).toEpochMilli();
    Map<TopicPartition, Long> starts = new HashMap<>(ends);
    starts.keySet().removeAll(assigned);
    Map<TopicPartition, Long> times = new HashMap<>();
    starts.keySet().forEach(partition -> times.put(partition, from));
    consumer
        .offsetsForTimes(times, BROKER_TIMEOUT)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                starts.put(partition, found.offset());
              }
            });
    consumer.assign(partitions);
    starts.forEach(consumer::seek);
    nextOffsets.putAll(starts);
  }

  /** Number of partitions; 0 if the topic does not exist. */
  int partitionCount() {
    return partitionCount;
  }

  /** The numbers of the partitions whose leaders do not answer, in order. */
  List<Integer> silentPartitions() {
    return leaders.silent().stream().map(TopicPartition::partition).sorted().toList();
  }

  /** The next records; none if none came for a moment. */
  ConsumerRecords<byte[], byte[]> poll() {
    return consumer.poll(POLL);
  }

  /**
   * When a record was received; to be asked for each, in order. One that was there before reading
   * started counts as received when it was written: a wearer who has been silent since then must
   * not look active. For later records their time is not used, because it may be the wearable's.
   */
  Instant receivedAt(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Long next = nextOffsets.put(partition, record.offset() + 1);
    if (next != null && record.offset() < next) {
      // The topic was deleted and created again since the last check, so this is a new partition.
      // Or a new leader lacks records that were read (an unclean election), and records are read
      // again from the look-back time: those count as received now. An offset does not tell the two
      // apart, and the second is rare.
      endsAtFirst.remove(partition);
    }
    Instant receivedAt = clock.instant();
    Instant written = Instant.ofEpochMilli(record.timestamp());
    boolean fromBefore = record.offset() < endsAtFirst.getOrDefault(partition, 0L);
    return fromBefore && written.isBefore(receivedAt) ? written : receivedAt;
  }

  /**
   * Whether everything was read that was there when reading started, and all leaders answer: nobody
   * knows what the others have.
   */
  boolean isCaughtUp() {
    if (!leaders.silent().isEmpty()) {
      return false;
    }
    if (!caughtUp && !assigned.isEmpty()) {
      caughtUp =
          endsAtFirst.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey(), BROKER_TIMEOUT) >= end.getValue());
    }
    return caughtUp;
  }
}
