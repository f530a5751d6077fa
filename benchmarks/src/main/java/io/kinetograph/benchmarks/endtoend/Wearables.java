// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The wearers of a live measurement: a thread that publishes each of their readings when its last
 * sample is taken.
 */
final class Wearables implements AutoCloseable {

  /** Publishes readings. */
  interface Publication {
    /** Publishes one reading of each unit of wearers 0 to {@code wearers - 1}. */
    void publish(int wearers, long startMicros);
  }

  private final Publication publication;
  private final long readingMicros;
  private final long startMillis;
  private final Thread thread = new Thread(this::run, "wearables");

  /** Number of wearers by the start of the segment from which on they publish, in milliseconds. */
  private final ConcurrentSkipListMap<Long, Integer> wearers = new ConcurrentSkipListMap<>();

  /** How late readings were published, by when they were due, both in wall milliseconds. */
  private final ConcurrentSkipListMap<Long, Long> lateness = new ConcurrentSkipListMap<>();

  private volatile long nextDueMillis;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  /**
   * Starts to publish.
   *
   * @param readingMicros time from one reading of a unit to its next
   * @param startMillis start of the first readings
   * @param first number of wearers
   */
  Wearables(Publication publication, long readingMicros, long startMillis, int first) {
    this.publication = publication;
    this.readingMicros = readingMicros;
    this.startMillis = startMillis;
    this.nextDueMillis = startMillis + readingMicros / 1000;
    wearers.put(0L, 0);
    wearers.put(startMillis, first);
    thread.start();
  }

  private void run() {
    try {
      for (long start = 1000 * startMillis; !closed; start += readingMicros) {
        long dueMillis = (start + readingMicros) / 1000;
        nextDueMillis = dueMillis;
        Thread.sleep(Math.max(0, dueMillis - System.currentTimeMillis()));
        publication.publish(at(start), start);
        lateness.put(dueMillis, System.currentTimeMillis() - dueMillis);
      }
    } catch (InterruptedException e) {
      // Interrupted by close.
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** The number of wearers at a time. */
  int at(long micros) {
    return wearers.floorEntry(Math.max(0, micros / 1000)).getValue();
  }

  /** Changes their number from a time on, in milliseconds, which has not come yet. */
  void change(long fromMillis, int count) {
    wearers.put(fromMillis, count);
  }

  /**
   * How late the last wearer's readings were at most, of those due after {@code fromMillis} until
   * {@code toMillis}, which has passed.
   */
  long latenessMillis(long fromMillis, long toMillis) {
    // Those that still wait are late too.
    long waiting = nextDueMillis;
    long longest = waiting <= toMillis ? System.currentTimeMillis() - waiting : 0;
    for (long late : lateness.subMap(fromMillis, false, toMillis, true).values()) {
      longest = Math.max(longest, late);
    }
    return longest;
  }

  /**
   * Checks that they publish.
   *
   * @throws IllegalStateException if publishing has failed
   */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the wearers' readings cannot be published: " + cause, cause);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
