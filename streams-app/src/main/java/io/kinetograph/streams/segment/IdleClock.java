// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.util.function.LongSupplier;

/**
 * The clock that decides how long a wearer has been idle. It follows the timestamps of the topic's
 * records; between two records it runs only while records could arrive.
 *
 * <p>The wall clock alone would count our own delay as idle time: after an outage, the next reading
 * of a wearer may wait in the topic behind a minute of work. Record timestamps advance only as fast
 * as we process the records. The clock never runs ahead of the wall clock and no record sets it
 * back, so a single producer with a wrong clock moves it little.
 *
 * <p>Time in which no record can arrive, because the partition's leader is unreachable, does not
 * count either; {@code availableMillis} leaves it out.
 */
public final class IdleClock {

  /** Records come in polls: over shorter times, their timestamps say little. */
  private static final long STEADY_STEP_MILLIS = 1_000;

  private final LongSupplier availableMillis;
  private final long availableMillisAtStart;
  private long recordMillis;
  private long availableMillisAtRecord;
  private boolean hasRecord;
  private long steadyMillis;
  private long availableMillisAtStep;
  private long millisAtStep;

  /**
   * Starts the clock at the wall clock's time.
   *
   * @param wallMillis now, in milliseconds since the epoch
   * @param availableMillis how long, in milliseconds since any fixed moment, records could arrive
   */
  public IdleClock(long wallMillis, LongSupplier availableMillis) {
    this.availableMillis = availableMillis;
    this.availableMillisAtStart = availableMillis.getAsLong();
    this.recordMillis = wallMillis;
    this.availableMillisAtRecord = availableMillisAtStart;
    this.availableMillisAtStep = availableMillisAtStart;
    this.millisAtStep = wallMillis;
  }

  /**
   * Moves the clock to a record that is about to be processed, valid or not.
   *
   * @param timestampMillis the record's timestamp, or a negative number if it has none
   * @param wallMillis now, by the wall clock
   */
  public void recordRead(long timestampMillis, long wallMillis) {
    long time = timestampMillis < 0 ? wallMillis : Math.min(timestampMillis, wallMillis);
    recordMillis = hasRecord ? Math.max(recordMillis, time) : time;
    availableMillisAtRecord = availableMillis.getAsLong();
    hasRecord = true;
  }

  /** Whether the clock follows record timestamps; before the first record it does not. */
  boolean hasRecord() {
    return hasRecord;
  }

  /** The time: the newest record's, plus the time since then in which another could arrive. */
  long millis() {
    return recordMillis + availableMillis.getAsLong() - availableMillisAtRecord;
  }

  /**
   * A duration since the start that grows no faster than {@link #millis} and no faster than {@link
   * #availableMillis}: neither a wrong timestamp nor our own delay makes it jump.
   */
  long steadyMillis() {
    long available = availableMillis.getAsLong();
    long availableStep = available - availableMillisAtStep;
    if (availableStep >= STEADY_STEP_MILLIS) {
      long now = millis();
      steadyMillis += Math.max(0, Math.min(availableStep, now - millisAtStep));
      availableMillisAtStep = available;
      millisAtStep = now;
    }
    return steadyMillis;
  }

  /** For how many milliseconds records could arrive since the clock was started. */
  long availableMillis() {
    return availableMillis.getAsLong() - availableMillisAtStart;
  }
}
