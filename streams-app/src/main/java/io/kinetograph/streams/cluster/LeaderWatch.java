package io.kinetograph.streams.cluster;

import io.kinetograph.streams.topology.PartitionLeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the leaders of the partitions that are worked on, once a second, for the newest offset. A
 * consumer does not tell a partition on which nothing comes from one that nobody leads: its poll
 * comes back empty from both.
 */
public final class LeaderWatch implements PartitionLeaders, AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Between two answers on a day when nothing is wrong, with some time for a busy machine. */
  private static final Duration ALLOWED = Duration.ofSeconds(3);

  /** A partition is not asked for anew while an answer is waited for. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final String topic;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread thread = new Thread(run, "leader-watch");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to ask.
   *
   * @param config settings of an admin client
   * @param topic whose partitions are led
   */
  public LeaderWatch(Map<String, Object> config, String topic) {
    this.admin = Admin.create(config);
    this.topic = topic;
    var unused =
        scheduler.scheduleWithFixedDelay(
            this::ask, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Listening listen(int partition) {
    Listener listener =
        new Listener(partition, new AnsweredTime(System.currentTimeMillis(), ALLOWED));
    listeners.add(listener);
    return listener;
  }

  private void ask() {
    Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
    for (Listener listener : listeners) {
      if (asked.add(listener.partition)) {
        questions.put(new TopicPartition(topic, listener.partition), OffsetSpec.latest());
      }
    }
    if (questions.isEmpty()) {
      return;
    }
    var options = new ListOffsetsOptions().timeoutMs(Math.toIntExact(TIMEOUT.toMillis()));
    var answers = admin.listOffsets(questions, options);
    for (TopicPartition question : questions.keySet()) {
      var unused =
          answers
              .partitionResult(question)
              .whenComplete((offset, failure) -> heard(question.partition(), failure));
    }
  }

  private void heard(int partition, @Nullable Throwable failure) {
    asked.remove(partition);
    if (!isAnswer(failure)) {
      return;
    }
    long now = System.currentTimeMillis();
    for (Listener listener : listeners) {
      if (listener.partition == partition) {
        listener.time.answered(now);
      }
    }
  }

  /** Who refuses is there: nobody must wait for ever for an answer that is not allowed. */
  private static boolean isAnswer(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return !(cause instanceof RetriableException);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private final class Listener implements Listening {

    private final int partition;
    private final AnsweredTime time;

    Listener(int partition, AnsweredTime time) {
      this.partition = partition;
      this.time = time;
    }

    @Override
    public long unansweredMillis(long wallMillis) {
      return time.unansweredMillis(wallMillis);
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
