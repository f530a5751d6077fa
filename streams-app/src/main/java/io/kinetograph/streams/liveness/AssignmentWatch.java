// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private final Supplier<Set<String>> waiting;
  private final Supplier<Map<Thread, StackTraceElement[]>> stacks;
  private final Duration limit;
  private final LongSupplier nanoClock;
  private @Nullable Long sinceNanos;
  private @Nullable Long loggedNanos;
  private volatile @Nullable String problem;
  private @Nullable Future<?> schedule;

  /**
   * Prepares a watch.
   *
   * @param waiting names of the stream threads whose partitions are not assigned or restored, while
   *     the app does not run; otherwise empty
   * @param stacks of all threads
   * @param limit how long they may wait
   */
  AssignmentWatch(
      Supplier<Set<String>> waiting,
      Supplier<Map<Thread, StackTraceElement[]>> stacks,
      Duration limit,
      LongSupplier nanoClock) {
    this.waiting = waiting;
    this.stacks = stacks;
    this.limit = limit;
    this.nanoClock = nanoClock;
  }

  /**
   * Starts a watch.
   *
   * @param scheduler runs the watch; its owner shuts it down
   * @param waiting names of the stream threads whose partitions are not assigned or restored, while
   *     the app does not run; otherwise empty
   * @param limit how long they may wait
   */
  public static AssignmentWatch start(
      ScheduledExecutorService scheduler, Supplier<Set<String>> waiting, Duration limit) {
    AssignmentWatch watch =
        new AssignmentWatch(waiting, Thread::getAllStackTraces, limit, System::nanoTime);
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
    } catch (RuntimeException e) {
      LOG.warn("the stream threads cannot be looked at: {}", e.toString());
    }
  }

  private void look(long now) {
    Set<String> names = waiting.get();
    if (names.isEmpty()) {
      if (problem != null) {
        LOG.info("all stream threads have their partitions");
      }
      problem = null;
      sinceNanos = null;
      loggedNanos = null;
      return;
    }
    if (sinceNanos == null) {
      sinceNanos = now;
    }
    long nanos = now - sinceNanos;
    if (nanos < limit.toNanos()) {
      return;
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "stream threads have waited %d s for their partitions: %s",
            Duration.ofNanos(nanos).toSeconds(),
            String.join("; ", places(names)));
    problem = sentence;
    if (loggedNanos == null || now - loggedNanos >= LOG_INTERVAL.toNanos()) {
      loggedNanos = now;
      LOG.warn("{}", sentence);
    }
  }

  private List<String> places(Set<String> names) {
    return stacks.get().entrySet().stream()
        .filter(entry -> names.contains(entry.getKey().getName()))
        .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
        .map(
            entry ->
                "%s is in %s%s"
                    .formatted(
                        entry.getKey().getName(),
                        ThreadPlace.method(entry.getValue()),
                        ThreadPlace.waitsFor(entry.getValue())))
        .toList();
  }

  @Override
  public void close() {
    if (schedule != null) {
      schedule.cancel(false);
    }
  }
}
