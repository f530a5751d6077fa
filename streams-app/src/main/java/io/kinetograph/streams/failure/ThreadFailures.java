// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import io.kinetograph.schemas.registry.UnavailableRegistryException;
import io.kinetograph.streams.config.DurationText;
import io.kinetograph.streams.config.ThreadSettings;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.kinetograph.streams.segment.CorruptStateException;
import io.kinetograph.streams.serving.FailedBatchException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Decides what follows the failure of a stream thread: a new thread takes over, or the app ends. An
 * error that would make a new thread fail too ends the app immediately. If the schema registry does
 * not answer, the app waits for it, as it waits for brokers; so it does for a permission to write.
 * If a broker refused a record, a new thread does not send it again as it was. After any other
 * failure a new thread takes over, but only a limited number of times: a record that makes every
 * thread fail must not be retried forever.
 *
 * <p>May be used by several threads.
 */
final class ThreadFailures {

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ThreadSettings limit;
  private final String inputTopic;
  private final Function<Throwable, Optional<RefusedWrites.Explanation>> refusals;
  private final LongSupplier nanoTime;
  private final Events failures = new Events();
  private final Events outages = new Events();

  /**
   * The reaction to a failure.
   *
   * @param fatal whether the app ends
   * @param pause how long to wait before a new thread starts, twice as long each time
   * @param sentence what happened, for an operator
   * @param traced whether the stack trace may tell more than the sentence
   */
  record Decision(boolean fatal, Duration pause, String sentence, boolean traced) {}

  /**
   * Starts to count.
   *
   * @param limit the most failures before the app ends
   * @param inputTopic the only topic that threads may miss as a source
   * @param refusals explains a failure by a refused record, if a new thread gets further
   * @param nanoTime as {@link System#nanoTime}
   */
  ThreadFailures(
      ThreadSettings limit,
      String inputTopic,
      Function<Throwable, Optional<RefusedWrites.Explanation>> refusals,
      LongSupplier nanoTime) {
    this.limit = limit;
    this.inputTopic = inputTopic;
    this.refusals = refusals;
    this.nanoTime = nanoTime;
  }

  synchronized Decision decide(Throwable failure) {
    Optional<RefusedWrites.Explanation> refusal = refusals.apply(failure);
    if (refusal.isPresent()) {
      Duration pause = refusal.get().isLearned() ? SHORTEST_PAUSE : pause(outages.count());
      return new Decision(false, pause, refusal.get().sentence(), false);
    }
    Optional<FatalErrors.Fatal> fatal = FatalErrors.of(failure);
    if (fatal.isPresent()) {
      return new Decision(
          true, Duration.ZERO, fatalSentence(fatal.get()), fatal.get().cause() instanceof Error);
    }
    Throwable root = ExceptionUtils.getRootCause(failure);
    if (root instanceof UnavailableRegistryException) {
      return new Decision(
          false,
          pause(outages.count()),
          root.getMessage() + "; what was read since the last commit is read again",
          false);
    }
    String words =
        words(root)
            + FatalErrors.laterRemedy(root).map(text -> "; " + text).orElse("")
            + place(failure).map(text -> "; " + text).orElse("");
    int count = failures.count();
    if (count > limit.failures()) {
      return new Decision(
          true,
          Duration.ZERO,
          String.format(
              Locale.ROOT,
              "stream threads failed %d times within %s (settings threads.*), the last of: %s",
              count,
              DurationText.of(limit.failureSpan()),
              words),
          true);
    }
    return new Decision(
        false,
        pause(count),
        String.format(
            Locale.ROOT,
            "a stream thread failed and a new one takes over, %d of at most %d within %s: %s",
            count,
            limit.failures(),
            DurationText.of(limit.failureSpan()),
            words),
        true);
  }

  private String fatalSentence(FatalErrors.Fatal found) {
    Throwable fatal = found.cause();
    String message = String.valueOf(fatal.getMessage());
    if (fatal instanceof MissingSourceTopicException) {
      return "topic '%s' (setting input.topic) is missing or was deleted".formatted(inputTopic);
    }
    if (fatal instanceof InconsistentGroupProtocolException) {
      return "another application is in the consumer group: set kafka.application.id to a name that"
          + " only this app has, or stop the other application";
    }
    if (fatal instanceof CorruptStateException) {
      return message;
    }
    if (message.contains(FatalErrors.PARTITIONS_DIFFER)) {
      // What Kafka Streams says after it would delete the changelog.
      return "partitions of topic '%s' (setting input.topic) were added (%s); %s"
          .formatted(
              inputTopic,
              StringUtils.substringBefore(message, ". Use "),
              UnusableClusterException.ADD_PARTITIONS);
    }
    String sentence =
        "a stream thread failed, and a new one would fail too: "
            + words(fatal)
            + found.remedy().map(remedy -> "; " + remedy).orElse("");
    return fatal instanceof OutOfMemoryError && isDecompressed(fatal)
        ? sentence
            + "; a record of topic '%s' needs more memory than the heap has. Start the app once with"
                .formatted(inputTopic)
            + " a larger heap (-Xmx), and it becomes a dead letter"
        : sentence;
  }

  /** Compressed records pass the limits of brokers, whatever their size is. */
  private static boolean isDecompressed(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith("org.apache.kafka.common.record."));
  }

  /**
   * Notes that a new thread has started. Threads that fail before the first new thread has started
   * belong to the same event: brokers that fail, for example, may make all threads fail, which
   * counts once.
   */
  synchronized void replaced() {
    failures.end();
    outages.end();
  }

  private static Duration pause(int failures) {
    Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Where it happened: on which segments, or else in which partition. */
  private Optional<String> place(Throwable failure) {
    FailedBatchException batch =
        ExceptionUtils.throwableOfType(failure, FailedBatchException.class);
    if (batch != null) {
      return Optional.ofNullable(batch.getMessage());
    }
    return ExceptionUtils.getThrowableList(failure).stream()
        .flatMap(
            cause -> cause instanceof StreamsException of ? of.taskId().stream() : Stream.empty())
        .findFirst()
        .map(task -> "in partition " + task.partition() + " of topic '" + inputTopic + "'");
  }

  private static String words(Throwable cause) {
    String kind = cause.getClass().getSimpleName();
    return cause.getMessage() == null
        ? kind
        : kind + ": " + Strings.CS.removeEnd(cause.getMessage(), ".");
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
