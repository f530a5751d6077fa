package io.kinetograph.streams.failure;

import io.kinetograph.schemas.registry.UnavailableRegistryException;
import io.kinetograph.streams.config.ThreadSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/**
 * Judges a stream thread's failure: a new thread takes over, or the app ends. What a new thread
 * cannot mend ends it at once. A schema registry that does not answer is waited for, as brokers
 * are. Anything else, time-outs and what nobody has thought of, is given a new thread, but only so
 * often: a record of which every thread fails must not loop for ever.
 *
 * <p>May be used by several threads.
 */
final class ThreadFailures {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ThreadSettings limit;
  private final String inputTopic;
  private final LongSupplier nanoTime;
  private final Events failures = new Events();
  private final Events outages = new Events();

  /**
   * What follows.
   *
   * @param fatal whether the app ends
   * @param pause how long to wait before a new thread starts, twice as long each time
   * @param sentence what happened, for an operator
   * @param traced whether the stack trace may tell more than the sentence
   */
  record Verdict(boolean fatal, Duration pause, String sentence, boolean traced) {}

  /**
   * Begins to count.
   *
   * @param limit how many failures there may be
   * @param inputTopic the only topic that threads may miss as a source
   * @param nanoTime as {@link System#nanoTime}
   */
  ThreadFailures(ThreadSettings limit, String inputTopic, LongSupplier nanoTime) {
    this.limit = limit;
    this.inputTopic = inputTopic;
    this.nanoTime = nanoTime;
  }

  synchronized Verdict judge(Throwable failure) {
    Optional<Throwable> fatal = FatalErrors.of(failure);
    if (fatal.isPresent()) {
      return new Verdict(
          true,
          Duration.ZERO,
          fatal.get() instanceof MissingSourceTopicException
              ? "topic '%s' (setting input.topic) is missing or was deleted".formatted(inputTopic)
              : "a stream thread failed of what a new one cannot mend: " + words(fatal.get()),
          fatal.get() instanceof Error);
    }
    Throwable root = FatalErrors.root(failure);
    if (root instanceof UnavailableRegistryException) {
      return new Verdict(
          false,
          pause(outages.count()),
          root.getMessage() + "; what was read since the last commit is read again",
          false);
    }
    int count = failures.count();
    if (count > limit.failures()) {
      return new Verdict(
          true,
          Duration.ZERO,
          "stream threads failed %d times within %d s (settings threads.*), the last of: %s"
              .formatted(count, limit.failureSpan().toSeconds(), words(root)),
          true);
    }
    return new Verdict(
        false,
        pause(count),
        "a stream thread failed and a new one takes over, %d of at most %d within %d s: %s"
            .formatted(count, limit.failures(), limit.failureSpan().toSeconds(), words(root)),
        true);
  }

  /**
   * Notes that a new thread has started. Threads that fail before the first does were there when it
   * began: one event, such as brokers that fail, may fail them all, and counts once.
   */
  synchronized void replaced() {
    failures.end();
    outages.end();
  }

  private static Duration pause(int failures) {
    Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private static String words(Throwable cause) {
    String kind = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
  }

  /** When failures of one kind came within the span; those of one event count once. */
  private final class Events {

    private final Deque<Long> times = new ArrayDeque<>();
    private boolean counted;

    /** Counts a failure, if its event is not counted, and returns how many events there were. */
    int count() {
      long now = nanoTime.getAsLong();
      times.removeIf(time -> now - time > limit.failureSpan().toNanos());
      if (!counted || times.isEmpty()) {
        times.add(now);
      }
      counted = true;
      return times.size();
    }

    /** Ends the event under way, if there is one. */
    void end() {
      counted = false;
    }
  }
}
