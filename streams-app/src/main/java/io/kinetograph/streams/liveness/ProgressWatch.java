// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds partitions of this process whose records wait without progress, whatever the cause: a
 * thread that hangs, threads that fail again and again, a transaction that cannot commit, a
 * consumer that gets nothing, an open transaction of a producer. Progress is a new committed
 * offset; a partition without waiting records needs none.
 */
public final class ProgressWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(300);

  /** A stream thread that is not blocked calls each of its tasks at least every half second. */
  private static final Duration ALIVE = Duration.ofSeconds(3);

  private static final Duration LEADER_ANSWERS = Duration.ofSeconds(10);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
  private static final long NONE = -1;

  private final Supplier<KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> groupOffsets;
  private final StableOffsets stable;
  private final GroupMembers members;
  private final String group;
  private final String topic;
  private final Duration limit;
  private final Supplier<? extends Iterable<LeaderProbe.PartitionState>> partitions;
  private final Supplier<Map<Integer, Long>> lags;
  private final Supplier<Optional<String>> lastFailure;
  private final LongSupplier nanoClock;
  private final Map<Integer, Progress> progress = new HashMap<>();
  private final MeterRegistry registry;
  private final Gauge gauge;
  private volatile Map<Integer, Long> committed = Map.of();
  private volatile boolean mayAskGroup = true;
  private volatile int stalled;
  private volatile @Nullable String stall;
  private boolean otherMembersReported;
  private @Nullable Future<?> schedule;

  /** The progress of one partition. For the scheduler's thread only. */
  private static final class Progress {
    long committed = NONE;
    long sinceNanos;
    long ownedNanos;
    long loggedNanos;
    boolean isStalled;
  }

  /**
   * Prepares a watch.
   *
   * @param groupOffsets asks for the committed offsets
   * @param stable knows of open transactions
   * @param members knows of another application in the group
   * @param group whose offsets are committed
   * @param topic whose partitions are read
   * @param limit how long records may wait without progress
   * @param partitions of this process
   * @param lags by partition, how many records its consumer has not received
   * @param lastFailure of a stream thread, not long ago
   * @param registry where the gauge is registered until this is closed
   */
  ProgressWatch(
      Supplier<KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> groupOffsets,
      StableOffsets stable,
      GroupMembers members,
      String group,
      String topic,
      Duration limit,
      Supplier<? extends Iterable<LeaderProbe.PartitionState>> partitions,
      Supplier<Map<Integer, Long>> lags,
      Supplier<Optional<String>> lastFailure,
      MeterRegistry registry,
      LongSupplier nanoClock) {
    this.groupOffsets = groupOffsets;
    this.stable = stable;
    this.members = members;
    this.group = group;
    this.topic = topic;
    this.limit = limit;
    this.partitions = partitions;
    this.lags = lags;
    this.lastFailure = lastFailure;
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
   * @param lastFailure of a stream thread, not long ago
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
      MeterRegistry registry) {
    int timeout = Math.toIntExact(LONGEST_INTERVAL.toMillis());
    var options = new ListConsumerGroupOffsetsOptions().timeoutMs(timeout);
    ProgressWatch watch =
        new ProgressWatch(
            () -> admin.listConsumerGroupOffsets(group, options).partitionsToOffsetAndMetadata(),
            isolation == IsolationLevel.READ_COMMITTED
                ? StableOffsets.of(admin, topic, timeout)
                : StableOffsets.none(),
            GroupMembers.of(admin, topic, group, timeout, limit),
            group,
            topic,
            limit,
            probe::partitions,
            lags,
            lastFailure,
            registry,
            System::nanoTime);
    long interval =
        Math.max(
            SHORTEST_INTERVAL.toMillis(),
            Math.min(LONGEST_INTERVAL.toMillis(), limit.toMillis() / 6));
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
      askGroup();
      look(nanoClock.getAsLong());
    } catch (RuntimeException e) {
      LOG.warn("the progress of {} cannot be checked: {}", topic, e.toString());
    }
  }

  private void askGroup() {
    if (mayAskGroup) {
      var unused = groupOffsets.get().whenComplete(this::answered);
    }
  }

  private void answered(
      @Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Throwable failure) {
    if (failure != null) {
      if (Errors.maybeUnwrapException(failure) instanceof AuthorizationException) {
        LOG.warn(
            "no permission to describe group '{}': a transaction that cannot commit is not noticed",
            group);
        mayAskGroup = false;
      }
      return;
    }
    Map<Integer, Long> answer = new HashMap<>();
    if (offsets != null) {
      offsets.forEach(
          (partition, offset) -> {
            if (partition.topic().equals(topic) && offset != null) {
              answer.put(partition.partition(), offset.offset());
            }
          });
    }
    committed = answer;
  }

  private void look(long now) {
    Map<Integer, Long> unread = lags.get();
    Set<Integer> asked = new HashSet<>();
    String longest = null;
    long longestNanos = -1;
    int count = 0;
    for (LeaderProbe.PartitionState state : partitions.get()) {
      Progress own = progress.computeIfAbsent(state.partition(), partition -> started(now));
      own.ownedNanos = now;
      asked.add(state.partition());
      long offset = committed(state);
      @Nullable Long lag = unread.get(state.partition());
      if (offset != own.committed || isIdle(state, offset, lag)) {
        own.committed = offset;
        own.sinceNanos = now;
      }
      long nanos = now - own.sinceNanos;
      boolean isStalled = nanos >= limit.toNanos();
      if (isStalled) {
        count++;
        String sentence = sentence(state, nanos, lag);
        report(own, state, now, sentence);
        if (nanos > longestNanos) {
          longestNanos = nanos;
          longest = sentence;
        }
      } else if (own.isStalled) {
        LOG.info("{}-{} makes progress again", topic, state.partition());
      }
      own.isStalled = isStalled;
    }
    stable.ask(asked);
    reportOtherMembers(asked.isEmpty());
    // Between a failed thread and the next, a partition belongs to nobody.
    progress.values().removeIf(own -> now - own.ownedNanos > limit.toNanos());
    stalled = count;
    stall = longest;
  }

  /** A process without partitions may be one too many, or the group belongs to somebody else. */
  private void reportOtherMembers(boolean hasNoPartitions) {
    if (hasNoPartitions && mayAskGroup) {
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

  private static Progress started(long now) {
    Progress own = new Progress();
    own.sinceNanos = now;
    return own;
  }

  /** Without the permission to ask, what was processed counts as committed. */
  private long committed(LeaderProbe.PartitionState state) {
    Long offset = committed.get(state.partition());
    return mayAskGroup ? (offset == null ? NONE : offset) : state.nextOffset();
  }

  /** Whether the task runs and has nothing to do. */
  private boolean isIdle(LeaderProbe.PartitionState state, long committed, @Nullable Long lag) {
    // Offsets without a record, such as transaction markers, are in the end offset, not in the lag.
    boolean hasUnread =
        lag == null
            ? state.endOffset() > Math.max(0, Math.max(committed, state.nextOffset()))
            : lag > 0;
    return !hasUnread
        && !stable.isHeldBack(state)
        && state.nextOffset() <= committed
        && state.sinceCall().compareTo(ALIVE) < 0
        && state.sinceAnswer().compareTo(LEADER_ANSWERS) < 0;
  }

  private String sentence(LeaderProbe.PartitionState state, long nanos, @Nullable Long lag) {
    return String.format(
        Locale.ROOT,
        "%s-%d has made no progress for %d s, committed up to offset %d of %d: %s",
        topic,
        state.partition(),
        TimeUnit.NANOSECONDS.toSeconds(nanos),
        Math.max(0, committed(state)),
        state.endOffset(),
        cause(state, lag));
  }

  private String cause(LeaderProbe.PartitionState state, @Nullable Long lag) {
    if (state.sinceCall().compareTo(ALIVE) >= 0) {
      return String.format(
          Locale.ROOT,
          "%s has been in %s for %d s",
          state.thread().getName(),
          place(state.thread()),
          state.sinceCall().toSeconds());
    }
    Optional<String> failure = lastFailure.get();
    if (failure.isPresent()) {
      return failure.get();
    }
    if (state.sinceAnswer().compareTo(LEADER_ANSWERS) >= 0) {
      return String.format(
          Locale.ROOT, "its leader has not responded for %d s", state.sinceAnswer().toSeconds());
    }
    if (stable.isHeldBack(state) && (lag == null || lag == 0)) {
      return ("a transaction of a producer is open since offset %s and holds back the records after"
              + " it; find it with kafka-transactions.sh find-hanging, and abort it")
          .formatted(stable.of(state.partition()));
    }
    return lag != null && lag > 0
        ? String.format(Locale.ROOT, "the consumer gets no records, %d wait", lag)
        : "the transaction does not commit";
  }

  /** Where a thread is: the innermost method that is not Java's own. */
  private static String place(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .filter(frame -> !frame.getClassName().startsWith("java"))
        .filter(frame -> !frame.getClassName().startsWith("jdk."))
        .findFirst()
        .map(
            frame ->
                frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                    + "."
                    + frame.getMethodName())
        .orElse("no method");
  }

  /** Logs a stall when it begins, with the thread's stack, and then once in a while. */
  private static void report(
      Progress own, LeaderProbe.PartitionState state, long now, String sentence) {
    if (!own.isStalled) {
      own.loggedNanos = now;
      Throwable trace = new Throwable("where " + state.thread().getName() + " is");
      trace.setStackTrace(state.thread().getStackTrace());
      LOG.warn("{}", sentence, trace);
    } else if (now - own.loggedNanos >= LOG_INTERVAL.toNanos()) {
      own.loggedNanos = now;
      LOG.warn("{}", sentence);
    }
  }

  @Override
  public void close() {
    if (schedule != null) {
      schedule.cancel(false);
    }
    registry.remove(gauge);
  }
}
