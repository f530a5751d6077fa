package io.kinetograph.streams.liveness;

import io.kinetograph.streams.thread.DaemonThreads;
import io.kinetograph.streams.topology.PartitionLiveness;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the leaders of the partitions that are worked on, again and again, for the newest offset. A
 * consumer does not tell a partition on which nothing comes from one that nobody leads: its poll
 * comes back empty from both.
 */
public final class LeaderWatch implements PartitionLiveness, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

  /** How long an answer holds at the most, and at the least. */
  private static final Duration LONGEST_STEP = Duration.ofSeconds(3);

  private static final Duration SHORTEST_STEP = Duration.ofMillis(300);

  /** A partition is not asked for anew while an answer is waited for. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** After that an operator may want to know why segments stay open. */
  private static final Duration WORTH_A_WARNING = Duration.ofSeconds(10);

  private final Admin admin;
  private final String topic;
  private final Duration step;
  private final LongSupplier nanoClock;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  /** By partition, when the question was asked whose answer is waited for. */
  private final Map<Integer, Long> asked = new ConcurrentHashMap<>();

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("leader-watch"));

  /**
   * Begins to ask.
   *
   * @param config settings of an admin client
   * @param topic whose partitions are led
   * @param idleTimeout the silence that is to be told from an outage: an answer holds for a third
   *     of it, from 0.3 s to 3 s, and is asked for thrice as often
   */
  public LeaderWatch(Map<String, Object> config, String topic, Duration idleTimeout) {
    this(Admin.create(config), topic, idleTimeout, System::nanoTime);
    long interval = step.toMillis() / 3;
    var unused =
        scheduler.scheduleWithFixedDelay(this::ask, interval, interval, TimeUnit.MILLISECONDS);
  }

  /** The watch that asks when it is told to. */
  LeaderWatch(Admin admin, String topic, Duration idleTimeout, LongSupplier nanoClock) {
    this.admin = admin;
    this.topic = topic;
    this.step = step(idleTimeout);
    this.nanoClock = nanoClock;
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
    Listener listener = new Listener(partition, new AvailabilityClock(nanoClock.getAsLong(), step));
    listeners.add(listener);
    return listener;
  }

  /** Throws nothing, which would end the questions without a word. */
  void ask() {
    try {
      askOrThrow();
    } catch (RuntimeException e) {
      LOG.warn("the leaders of {} cannot be asked: {}", topic, e.toString());
    }
  }

  private void askOrThrow() {
    long now = nanoClock.getAsLong();
    Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
    for (Listener listener : listeners) {
      listener.tell(now);
      if (!isWaitedFor(listener.partition, now)) {
        questions.put(new TopicPartition(topic, listener.partition), OffsetSpec.latest());
      }
    }
    if (questions.isEmpty()) {
      return;
    }
    questions.keySet().forEach(question -> asked.put(question.partition(), now));
    var options = new ListOffsetsOptions().timeoutMs(Math.toIntExact(TIMEOUT.toMillis()));
    var answers = admin.listOffsets(questions, options);
    for (TopicPartition question : questions.keySet()) {
      var unused =
          answers
              .partitionResult(question)
              .whenComplete((answer, failure) -> heard(question.partition(), answer, failure));
    }
  }

  private boolean isWaitedFor(int partition, long now) {
    Long since = asked.get(partition);
    // An answer that never comes, whatever became of it, must not end the questions.
    return since != null && now - since < 2 * TIMEOUT.toNanos();
  }

  private void heard(
      int partition, @Nullable ListOffsetsResultInfo answer, @Nullable Throwable failure) {
    asked.remove(partition);
    if (isNoAnswer(failure)) {
      return;
    }
    for (Listener listener : listeners) {
      if (listener.partition == partition) {
        listener.heard(answer);
      }
    }
  }

  /** Who refuses is there: nobody must wait for ever for an answer that is not allowed. */
  private static boolean isNoAnswer(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RetriableException;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private final class Listener implements Tracker {

    private final int partition;
    private final AvailabilityClock time;

    /** Of the watch's thread alone. */
    private boolean warned;

    Listener(int partition, AvailabilityClock time) {
      this.partition = partition;
      this.time = time;
    }

    void heard(@Nullable ListOffsetsResultInfo answer) {
      long now = nanoClock.getAsLong();
      if (answer == null) {
        time.refused(now);
      } else {
        time.answered(now, answer.offset());
      }
    }

    void tell(long now) {
      Duration unanswered = time.unanswered(now);
      boolean late = unanswered.compareTo(WORTH_A_WARNING) >= 0;
      if (late && !warned) {
        LOG.warn(
            "the leader of {}-{} has not answered for {} s: until it does, its wearers' open"
                + " segments do not close by silence",
            topic,
            partition,
            unanswered.toSeconds());
      } else if (warned && !late) {
        LOG.info("the leader of {}-{} answers again", topic, partition);
      }
      warned = late;
    }

    @Override
    public void advance(long wallMillis) {
      time.advance(nanoClock.getAsLong());
    }

    @Override
    public long availableMillis() {
      return time.millis();
    }

    @Override
    public void recordRead(long offset) {
      time.read(nanoClock.getAsLong(), offset);
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
