// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap that the samples of all tasks of the process take, and its limit. When it is full, each
 * task closes its oldest segments early. Thread-safe.
 */
public final class SampleMemory {

  private static final Logger LOG = LoggerFactory.getLogger(SampleMemory.class);
  private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final long limitBytes;
  private final AtomicLong bytes = new AtomicLong();
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

  /**
   * Whether samples take more than allowed.
   *
   * @param freedSoon what is about to be freed, in bytes
   */
  boolean isFull(long freedSoon) {
    return bytes.get() - freedSoon > limitBytes;
  }

  void add(long change) {
    bytes.addAndGet(change);
  }

  void sliceOpened() {
    slices.incrementAndGet();
  }

  void sliceReleased() {
    slices.decrementAndGet();
  }

  /** Logs, at most once a minute, that segments close early. */
  void closedEarly() {
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
