// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap that the samples of all tasks of the process take, and its limit. When it is full, the
 * tasks that take at least as much as the mean close their oldest segments early: a partition that
 * takes little does not lose segments to one with a backlog. Above 110% of the limit all tasks do,
 * because those that take most may not run. Thread-safe.
 */
public final class SampleMemory {

  private static final Logger LOG = LoggerFactory.getLogger(SampleMemory.class);
  private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final long limitBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong closedBytes = new AtomicLong();
  private final AtomicInteger tasks = new AtomicInteger();
  private final AtomicInteger slices = new AtomicInteger();
  private final AtomicLong lastLoggedNanos = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

  /**
   * Sets the limit; memory is allocated only as samples need it.
   *
   * @param limitBytes at least 1
   */
  public SampleMemory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** What all samples take, in bytes, with arrays that are kept for later samples. */
  public long bytes() {
    return bytes.get();
  }

  /** Slices with samples that an open segment needs; a slice is one hop of one wearer. */
  public int openSlices() {
    return slices.get();
  }

  /** The share of one more task, which has no samples yet. */
  Share newShare() {
    return new Share();
  }

  /** What one task takes of the memory. Only for the task's thread. */
  final class Share {

    private long taskBytes;
    private long taskClosedBytes;

    private Share() {}

    /** Adds what samples take, or subtracts what was freed, in bytes. */
    void add(long change) {
      boolean hadSamples = taskBytes > 0;
      taskBytes += change;
      bytes.addAndGet(change);
      boolean hasSamples = taskBytes > 0;
      if (hadSamples != hasSamples) {
        tasks.addAndGet(hasSamples ? 1 : -1);
      }
    }

    /** Adds what samples of closed segments take, or subtracts it once they are forgotten. */
    void addClosed(long change) {
      taskClosedBytes += change;
      closedBytes.addAndGet(change);
    }

    void sliceOpened() {
      slices.incrementAndGet();
    }

    void sliceReleased() {
      slices.decrementAndGet();
    }

    /** Whether the samples of all tasks take more than allowed, with those of closed segments. */
    boolean isFull() {
      return bytes.get() > limitBytes;
    }

    /** Whether the samples of open segments take more than allowed, and this task has to close. */
    boolean mustClose() {
      long open = bytes.get() - closedBytes.get();
      return open > limitBytes
          && (open - limitBytes > limitBytes / 10
              || (taskBytes - taskClosedBytes) * tasks.get() >= open);
    }

    /** Notes that a segment of the task closes early. */
    void closedEarly() {
      logClosedEarly();
    }

    /** Forgets the task's closed segments, whose samples are freed. */
    void close() {
      addClosed(-taskClosedBytes);
    }
  }

  /** Logs, at most once a minute, that segments close early. */
  private void logClosedEarly() {
    long nowNanos = System.nanoTime();
    long lastNanos = lastLoggedNanos.get();
    if (nowNanos - lastNanos >= LOG_INTERVAL_NANOS
        && lastLoggedNanos.compareAndSet(lastNanos, nowNanos)) {
      LOG.warn(
          "the samples of {} open slices take {} KB, more than samples.memory allows ({} KB):"
              + " the oldest segments close early; raise samples.memory and the heap, or run more"
              + " instances",
          openSlices(),
          bytes() >> 10,
          limitBytes >> 10);
    }
  }
}
