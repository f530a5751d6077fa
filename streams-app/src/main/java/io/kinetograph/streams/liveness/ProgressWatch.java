// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds partitions of this process whose records wait without progress, whatever the cause: a
 * thread that hangs, threads that fail again and again, a transaction that cannot commit, a
 * consumer that gets nothing, an open transaction of a producer. Progress is a new committed
 * offset; a partition without waiting records needs none. A partition whose thread has failed still
 * counts until a new thread or another process gets further.
 */
public final class ProgressWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

  /** A shorter delay does not stop a partition. */
  private static final Duration LEAST_THROTTLE = Duration.ofSeconds(1);

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(300);

  private final CommittedOffsets committed;
  private final StableOffsets stable;
  private final GroupMembers members;
  private final String topic;
  private final Duration limit;
  private final Supplier<? extends Iterable<PartitionState>> partitions;
  private final Supplier<Map<Integer, Long>> lags;
  private final Supplier<Optional<String>> lastFailure;
  private final BooleanSupplier isThreadMissing;
  private final Supplier<Duration> throttle;
  private final LongSupplier nanoClock;
  private final Map<Integer, PartitionProgress> progress = new HashMap<>();
  private final MeterRegistry registry;
  private final Gauge gauge;
  private volatile int stalled;
  private volatile @Nullable String stall;
  private boolean otherMembersReported;
  private @Nullable Future<?> schedule;

  /**
   * Prepares a watch.
   *
   * @param committed offsets of the group
   * @param stable knows of open transactions
   * @param members knows of another application in the group
   * @param topic whose partitions are read
   * @param limit how long records may wait without progress
   * @param partitions of this process
   * @param lags by partition, how many records its consumer has not received
   * @param lastFailure of a stream thread, not long ago or not replaced yet
   * @param isThreadMissing whether a failed thread is not replaced yet
   * @param throttle the longest delay by which brokers have enforced a quota lately
   * @param registry where the gauge is registered until this is closed
   */
  ProgressWatch(
      CommittedOffsets committed,
      StableOffsets stable,
      GroupMembers members,
      String topic,
      Duration limit,
      Supplier<? extends Iterable<PartitionState>> partitions,
      Supplier<Map<Integer, Long>> lags,
      Supplier<Optional<String>> lastFailure,
      BooleanSupplier isThreadMissing,
      Supplier<Duration> throttle,
      MeterRegistry registry,
      LongSupplier nanoClock) {
    this.committed = committed;
    this.stable = stable;
    this.members = members;
    this.topic = topic;
    this.limit = limit;
    this.partitions = partitions;
    this.lags = lags;
    this.lastFailure = lastFailure;
    this.isThreadMissing = isThreadMissing;
    this.throttle = throttle;
    this.nanoClock = nanoClock;
    this.registry = registry;
    this.gauge =
        Gauge.builder("kinetograph.partitions.stalled", () -> stalled)
            .description("Partitions of this process whose records wait without progress")
            .strongReference(true)
            .register(registry);
  }

  /**
   * Starts a watch.
   *
   * @param admin sends the requests; its owner closes it
   * @param isolation of the consumer, which may read only committed records
   * @param scheduler runs the watch; its owner shuts it down
   * @param group whose offsets are committed
   * @param topic whose partitions are read
   * @param limit how long records may wait without progress
   * @param probe knows the partitions of this process
   * @param lags by partition, how many records its consumer has not received
   * @param lastFailure of a stream thread, not long ago or not replaced yet
   * @param isThreadMissing whether a failed thread is not replaced yet
   * @param throttle the longest delay by which brokers have enforced a quota lately
   * @param registry where the gauge is registered until the watch is closed
   */
  public static ProgressWatch start(
      Admin admin,
      IsolationLevel isolation,
      ScheduledExecutorService scheduler,
      String group,
      String topic,
      Duration limit,
      LeaderProbe probe,
      Supplier<Map<Integer, Long>> lags,
      Supplier<Optional<String>> lastFailure,
      BooleanSupplier isThreadMissing,
      Supplier<Duration> throttle,
      MeterRegistry registry) {
    int timeout = Math.toIntExact(LONGEST_INTERVAL.toMillis());
    var options = new ListConsumerGroupOffsetsOptions().timeoutMs(timeout);
    ProgressWatch watch =
        new ProgressWatch(
            new CommittedOffsets(
                () ->
                    admin.listConsumerGroupOffsets(group, options).partitionsToOffsetAndMetadata(),
                group,
                topic),
            isolation == IsolationLevel.READ_COMMITTED
                ? StableOffsets.of(admin, topic, timeout)
                : StableOffsets.none(),
            GroupMembers.of(admin, topic, group, timeout, limit),
            topic,
            limit,
            probe::partitionsSinceLastCall,
            lags,
            lastFailure,
            isThreadMissing,
            throttle,
            registry,
            System::nanoTime);
    long interval =
        Math.max(
            SHORTEST_INTERVAL.toMillis(),
            Math.min(LONGEST_INTERVAL.toMillis(), limit.toMillis() / 10));
    watch.schedule =
        scheduler.scheduleWithFixedDelay(watch::check, interval, interval, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Which partition makes no progress and why, or who has the partitions, in a sentence. */
  public Optional<String> stall() {
    return Optional.ofNullable(stall).or(members::problem);
  }

  /** Throws nothing: an exception would silently end the schedule. */
  void check() {
    try {
      committed.ask();
      look(nanoClock.getAsLong());
    } catch (RuntimeException | Error e) {
      LOG.warn("the progress of {} cannot be checked: {}", topic, e.toString());
    }
  }

  private void look(long now) {
    Map<Integer, Long> unread = lags.get();
    Optional<String> failure = lastFailure.get();
    Set<Integer> owned = new HashSet<>();
    for (PartitionState state : partitions.get()) {
      owned.add(state.partition());
      // Without the permission to ask, what was processed counts as committed.
      long offset = committed.isPermitted() ? committed.of(state.partition()) : state.nextOffset();
      progress
          .computeIfAbsent(
              state.partition(), partition -> new PartitionProgress(topic, stable, state, now))
          .owned(state, offset, unread.get(state.partition()), failure.isPresent(), now);
    }
    String longest = null;
    long longestNanos = -1;
    int count = 0;
    for (var entry : List.copyOf(progress.entrySet())) {
      PartitionProgress own = entry.getValue();
      // Between a failed thread and the next, a partition belongs to nobody.
      boolean isOwned = owned.contains(entry.getKey());
      if (!isOwned && !isWaitingForThread(entry.getKey(), own, failure, now)) {
        if (failure.isEmpty() && own.orphanedNanos(now) > limit.toNanos()) {
          progress.remove(entry.getKey());
        }
        continue;
      }
      long nanos = own.nanos(now);
      if (nanos < limit.toNanos()) {
        own.notStalled();
        continue;
      }
      count++;
      String sentence = own.sentence(now, failure) + throttled();
      own.stalled(now, sentence);
      if (nanos > longestNanos) {
        longestNanos = nanos;
        longest = sentence;
      }
    }
    stable.ask(owned);
    reportOtherMembers(owned.isEmpty());
    stalled = count;
    stall = longest;
  }

  /** Kafka's clients say nothing about a quota: they wait, and transactions time out. */
  private String throttled() {
    Duration delay = throttle.get();
    return delay.compareTo(LEAST_THROTTLE) < 0
        ? ""
        : ("; the brokers delay the app's requests by up to %s s because the app exceeds a quota:"
                + " raise producer_byte_rate, consumer_byte_rate or request_percentage of its user"
                + " or client id")
            .formatted(delay.toSeconds());
  }

  /** A process without partitions may be one too many, or the group belongs to somebody else. */
  private void reportOtherMembers(boolean hasNoPartitions) {
    // A thread that has failed is not in the group, so the group may be empty.
    if (hasNoPartitions && !isThreadMissing.getAsBoolean() && committed.isPermitted()) {
      members.ask();
    } else {
      members.clear();
    }
    Optional<String> problem = members.problem();
    if (problem.isPresent() && !otherMembersReported) {
      LOG.warn("{}", problem.get());
    }
    otherMembersReported = problem.isPresent();
  }

  private boolean isWaitingForThread(
      int partition, PartitionProgress own, Optional<String> failure, long now) {
    if (failure.isEmpty() || !committed.isPermitted()) {
      return false;
    }
    own.orphaned(committed.of(partition), now);
    return own.mayWaitForThread(isThreadMissing.getAsBoolean());
  }

  @Override
  public void close() {
    if (schedule != null) {
      schedule.cancel(false);
    }
    registry.remove(gauge);
  }
}
