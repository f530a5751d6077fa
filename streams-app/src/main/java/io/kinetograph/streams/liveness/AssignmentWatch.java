// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that partitions are not assigned or restored for long, and where the stream threads are
 * meanwhile. {@link ProgressWatch} knows only partitions with a running task; a task that waits for
 * the coordinator of its transactions, for example, does not run yet, and Kafka's clients wait
 * without a line in the log.
 */
public final class AssignmentWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AssignmentWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final Supplier<Threads> threads;
  private final Supplier<Map<Thread, StackTraceElement[]>> stacks;
  private final Duration limit;
  private final LongSupplier nanoClock;
  private @Nullable Long sinceNanos;
  private @Nullable Long loggedNanos;
  private volatile @Nullable String problem;
  private @Nullable Future<?> schedule;

  /** How far the threads are. */
  public enum Phase {
    /** All run. */
    ASSIGNED,
    /** Some wait, or one that failed is missing. */
    ASSIGNING,
    /** They do not run, and will not. */
    ENDED
  }

  /**
   * The stream threads.
   *
   * @param phase of all
   * @param waiting by name, Kafka Streams' state of those whose partitions are not assigned or
   *     restored
   */
  public record Threads(Phase phase, Map<String, String> waiting) {}

  /**
   * Prepares a watch.
   *
   * @param threads as they are now
   * @param stacks of all threads
   * @param limit how long they may wait
   */
  AssignmentWatch(
      Supplier<Threads> threads,
      Supplier<Map<Thread, StackTraceElement[]>> stacks,
      Duration limit,
      LongSupplier nanoClock) {
    this.threads = threads;
    this.stacks = stacks;
    this.limit = limit;
    this.nanoClock = nanoClock;
  }

  /**
   * Starts a watch.
   *
   * @param scheduler runs the watch; its owner shuts it down
   * @param threads as they are now
   * @param limit how long they may wait
   */
  public static AssignmentWatch start(
      ScheduledExecutorService scheduler, Supplier<Threads> threads, Duration limit) {
    AssignmentWatch watch =
        new AssignmentWatch(threads, Thread::getAllStackTraces, limit, System::nanoTime);
    watch.schedule =
        scheduler.scheduleWithFixedDelay(
            watch::check, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Who waits, how long and where, in a sentence. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Throws nothing: an exception would silently end the schedule. */
  void check() {
    try {
      look(nanoClock.getAsLong());
    } catch (RuntimeException | Error e) {
      LOG.warn("the stream threads cannot be looked at: {}", e.toString());
    }
  }

  private void look(long nowNanos) {
    Threads now = threads.get();
    if (now.phase() != Phase.ASSIGNING) {
      if (now.phase() == Phase.ASSIGNED && loggedNanos != null) {
        LOG.info("all stream threads have their partitions");
      }
      problem = null;
      sinceNanos = null;
      loggedNanos = null;
      return;
    }
    if (now.waiting().isEmpty()) {
      // A thread that fails and is replaced, again and again, has waited since the first time.
      problem = null;
      return;
    }
    if (sinceNanos == null) {
      sinceNanos = nowNanos;
    }
    long nanos = nowNanos - sinceNanos;
    if (nanos < limit.toNanos()) {
      return;
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "stream threads have waited %d s for their partitions: %s",
            Duration.ofNanos(nanos).toSeconds(),
            String.join("; ", places(now.waiting())));
    problem = sentence;
    if (loggedNanos == null || nowNanos - loggedNanos >= LOG_INTERVAL.toNanos()) {
      loggedNanos = nowNanos;
      LOG.warn("{}", sentence);
    }
  }

  private List<String> places(Map<String, String> waiting) {
    return stacks.get().entrySet().stream()
        .filter(entry -> waiting.containsKey(entry.getKey().getName()))
        .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
        .map(
            entry ->
                "%s is in %s%s"
                    .formatted(
                        entry.getKey().getName(),
                        ThreadPlace.method(entry.getValue()),
                        waitsFor(waiting.get(entry.getKey().getName()), entry.getValue())))
        .toList();
  }

  private static String waitsFor(@Nullable String state, StackTraceElement[] stack) {
    if (state == null || !ThreadPlace.polls(stack)) {
      return ThreadPlace.waitsFor(stack);
    }
    return switch (state) {
      case "PARTITIONS_ASSIGNED" -> ", while its state is restored";
      case "STARTING", "PARTITIONS_REVOKED" -> ", where it waits for its consumer group";
      default -> ThreadPlace.waitsFor(stack);
    };
  }

  @Override
  public void close() {
    if (schedule != null) {
      schedule.cancel(false);
    }
  }
}
