// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The clock that decides how long a wearer has been idle. It follows the timestamps of the topic's
 * records; between two records it runs only while records could arrive.
 *
 * <p>The wall clock alone would count our own delay as idle time: after an outage, the next reading
 * of a wearer may wait in the topic behind a minute of work. Record timestamps advance only as fast
 * as we process the records, so the newest record sets the clock, also back. A record that is not
 * newer than the newest one says nothing: its producer may have a wrong clock, or one that stands
 * still, or may have been offline. The clock never runs ahead of the wall clock.
 *
 * <p>It measures idle time in {@link #idleMillis}, which one record advances only a little: in a
 * backlog, one producer with a clock that is hours ahead would otherwise make all wearers idle.
 *
 * <p>Time in which no record can arrive, because the partition's leader is unreachable, does not
 * count either; {@code availableMillis} leaves it out.
 */
public final class IdleClock {

  /** So many records of wrong clocks, and no fewer, make a wearer idle. */
  private static final int RECORDS_OF_A_TIMEOUT = 100;

  private final long maxStepMillis;
  private final LongSupplier availableMillis;
  private final long availableMillisAtStart;
  private long recordMillis;
  private long idleMillisAtRecord;
  private long availableMillisAtRecord;
  private boolean hasRecord;

  /**
   * Starts the clock at the wall clock's time.
   *
   * @param wallMillis now, in milliseconds since the epoch
   * @param availableMillis how long, in milliseconds since any fixed moment, records could arrive
   * @param idleTimeout one record advances the idle time by at most a hundredth of it
   */
  public IdleClock(long wallMillis, LongSupplier availableMillis, Duration idleTimeout) {
    this.maxStepMillis = Math.max(1, idleTimeout.toMillis() / RECORDS_OF_A_TIMEOUT);
    this.availableMillis = availableMillis;
    this.availableMillisAtStart = availableMillis.getAsLong();
    this.recordMillis = wallMillis;
    this.availableMillisAtRecord = availableMillisAtStart;
  }

  /**
   * Moves the clock to a record that is about to be processed, valid or not.
   *
   * @param timestampMillis the record's timestamp, or a negative number if it has none
   * @param wallMillis now, by the wall clock
   */
  public void recordRead(long timestampMillis, long wallMillis) {
    long time = timestampMillis < 0 ? wallMillis : Math.min(timestampMillis, wallMillis);
    if (hasRecord && time <= recordMillis) {
      return;
    }
    long sinceRecord = sinceRecord();
    idleMillisAtRecord +=
        hasRecord
            ? Math.min(time - recordMillis, Math.max(sinceRecord, maxStepMillis))
            : sinceRecord;
    availableMillisAtRecord += sinceRecord;
    recordMillis = time;
    hasRecord = true;
  }

  /** Whether the clock follows record timestamps; before the first record it does not. */
  boolean hasRecord() {
    return hasRecord;
  }

  /** The time: the newest record's, plus the time since then in which another could arrive. */
  long millis() {
    return recordMillis + sinceRecord();
  }

  /** A duration since the start; the idle time of a wearer is a difference of two. */
  public long idleMillis() {
    return idleMillisAtRecord + sinceRecord();
  }

  private long sinceRecord() {
    return availableMillis.getAsLong() - availableMillisAtRecord;
  }

  /** For how many milliseconds records could arrive since the clock was started. */
  long availableMillis() {
    return availableMillis.getAsLong() - availableMillisAtStart;
  }
}
