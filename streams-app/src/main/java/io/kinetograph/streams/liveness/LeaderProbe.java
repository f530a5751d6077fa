// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import io.kinetograph.streams.topology.PartitionLiveness;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the leaders of the assigned partitions again and again for the newest offset. A consumer
 * cannot distinguish a partition without new records from one without a leader: its poll returns
 * nothing from either.
 */
public final class LeaderProbe implements PartitionLiveness, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderProbe.class);

  /** How long an answer is valid at most, and at least. */
  private static final Duration LONGEST_STEP = Duration.ofSeconds(3);

  private static final Duration SHORTEST_STEP = Duration.ofMillis(300);

  /** A partition's leader is not asked again while its answer is pending. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final String topic;
  private final Duration step;
  private final LongSupplier nanoClock;
  private final Counter lost;
  private final Set<LeaderTracker> trackers = ConcurrentHashMap.newKeySet();
  private final Map<Integer, LeaderTracker> departed = new ConcurrentHashMap<>();

  /** By partition, when its pending question was asked. */
  private final Map<Integer, Long> askedNanos = new ConcurrentHashMap<>();

  private @Nullable Future<?> schedule;

  /** A probe that asks when {@link #ask} is called. */
  LeaderProbe(
      Admin admin,
      String topic,
      Duration idleTimeout,
      MeterRegistry registry,
      LongSupplier nanoClock) {
    this.admin = admin;
    this.topic = topic;
    this.step = step(idleTimeout);
    this.nanoClock = nanoClock;
    this.lost =
        Counter.builder("kinetograph.records.lost")
            .description("Offsets of the input topic that retention had passed before the app read")
            .register(registry);
  }

  /**
   * Starts the probe.
   *
   * @param admin sends the requests; its owner closes it
   * @param scheduler runs the probe; its owner shuts it down
   * @param topic whose partitions are led
   * @param idleTimeout the idle time that is to be distinguished from an outage: an answer is valid
   *     for a third of it, from 0.3 s to 3 s, and is asked for three times as often
   * @param registry where lost records are counted
   */
  public static LeaderProbe start(
      Admin admin,
      ScheduledExecutorService scheduler,
      String topic,
      Duration idleTimeout,
      MeterRegistry registry) {
    LeaderProbe probe = new LeaderProbe(admin, topic, idleTimeout, registry, System::nanoTime);
    long interval = probe.step.toMillis() / 3;
    probe.schedule =
        scheduler.scheduleWithFixedDelay(probe::ask, interval, interval, TimeUnit.MILLISECONDS);
    return probe;
  }

  private static Duration step(Duration idleTimeout) {
    Duration third = idleTimeout.dividedBy(3);
    if (third.compareTo(LONGEST_STEP) > 0) {
      return LONGEST_STEP;
    }
    return third.compareTo(SHORTEST_STEP) < 0 ? SHORTEST_STEP : third;
  }

  @Override
  public Tracker track(int partition) {
    LeaderTracker tracker =
        new LeaderTracker(
            topic,
            partition,
            new AvailabilityClock(nanoClock.getAsLong(), step),
            lost,
            nanoClock,
            this::closed);
    trackers.add(tracker);
    return tracker;
  }

  /** The tracked partitions. */
  List<PartitionState> partitions() {
    long now = nanoClock.getAsLong();
    return trackers.stream().map(tracker -> tracker.state(now)).toList();
  }

  /**
   * The tracked partitions, and those that were given up since the last call: a thread that fails
   * at once may have its partitions only between two calls. For one caller.
   */
  List<PartitionState> partitionsSinceLastCall() {
    long now = nanoClock.getAsLong();
    Map<Integer, PartitionState> states = new HashMap<>();
    for (Integer partition : List.copyOf(departed.keySet())) {
      LeaderTracker tracker = departed.remove(partition);
      if (tracker != null) {
        states.put(partition, tracker.state(now).givenUp());
      }
    }
    partitions().forEach(state -> states.put(state.partition(), state));
    return List.copyOf(states.values());
  }

  private void closed(LeaderTracker tracker) {
    trackers.remove(tracker);
    departed.put(tracker.partition(), tracker);
  }

  /** How many tracked partitions have a leader that has not responded for long. */
  public int unreachable() {
    return (int)
        partitions().stream()
            .filter(state -> state.sinceAnswer().compareTo(LeaderTracker.WARN_AFTER) >= 0)
            .count();
  }

  /** Throws nothing: an exception would silently end the schedule. */
  void ask() {
    try {
      long now = nanoClock.getAsLong();
      askForLatest(now);
      askForEarliest(now);
    } catch (RuntimeException | Error e) {
      LOG.warn("the leaders of {} cannot be asked: {}", topic, e.toString());
    }
  }

  private void askForLatest(long now) {
    Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
    for (LeaderTracker tracker : trackers) {
      tracker.report(now);
      if (!isPending(tracker.partition(), now)) {
        questions.put(new TopicPartition(topic, tracker.partition()), OffsetSpec.latest());
      }
    }
    if (questions.isEmpty()) {
      return;
    }
    questions.keySet().forEach(question -> askedNanos.put(question.partition(), now));
    var answers = admin.listOffsets(questions, options());
    for (TopicPartition question : questions.keySet()) {
      var unused =
          answers
              .partitionResult(question)
              .whenComplete((answer, failure) -> answered(question.partition(), answer, failure));
    }
  }

  private static ListOffsetsOptions options() {
    return new ListOffsetsOptions().timeoutMs(Math.toIntExact(TIMEOUT.toMillis()));
  }

  /** Whether records were deleted unread matters only where offsets have a gap. */
  private void askForEarliest(long now) {
    for (LeaderTracker tracker : trackers) {
      if (tracker.mayHaveLostRecords(now)) {
        TopicPartition question = new TopicPartition(topic, tracker.partition());
        var unused =
            admin
                .listOffsets(Map.of(question, OffsetSpec.earliest()), options())
                .partitionResult(question)
                .whenComplete(
                    (answer, failure) -> {
                      if (answer != null) {
                        tracker.earliest(answer.offset());
                      }
                    });
      }
    }
  }

  private boolean isPending(int partition, long now) {
    Long since = askedNanos.get(partition);
    // A missing answer must not prevent further requests.
    return since != null && now - since < 2 * TIMEOUT.toNanos();
  }

  private void answered(
      int partition, @Nullable ListOffsetsResultInfo answer, @Nullable Throwable failure) {
    askedNanos.remove(partition);
    // Any other error counts as an answer: if the request is not permitted, nobody must wait
    // forever.
    if (failure != null && Errors.maybeUnwrapException(failure) instanceof RetriableException) {
      return;
    }
    for (LeaderTracker tracker : trackers) {
      if (tracker.partition() == partition) {
        tracker.answered(answer);
      }
    }
  }

  @Override
  public void close() {
    if (schedule != null) {
      schedule.cancel(false);
    }
  }
}
