package io.kinetograph.streams.segment;

import java.util.function.LongUnaryOperator;

/**
 * The time by which a wearer's silence is measured: that of the topic's records, and the wall
 * clock's only while no record comes.
 *
 * <p>By the wall clock alone, our own delay would count as the wearer's silence: after an outage, a
 * wearer whose next reading waits in the topic behind a minute's work would be taken for silent.
 * Records' time runs as fast as they are worked off. It never runs ahead of the wall clock, and not
 * back, so that one producer's wrong clock moves it little.
 *
 * <p>Nor is it silence that no record comes while nobody is there to give them: time in which the
 * records' broker did not answer does not count.
 */
final class SilenceClock {

  private final LongUnaryOperator unansweredMillis;
  private final long heardMillisAtFirst;
  private long recordMillis;
  private long heardMillisThen;
  private boolean anyRecord;

  /**
   * Starts the clock.
   *
   * @param wallMillis the wall clock
   * @param unansweredMillis from the wall clock, for how long until then the records' broker has
   *     not answered, in all
   */
  SilenceClock(long wallMillis, LongUnaryOperator unansweredMillis) {
    this.unansweredMillis = unansweredMillis;
    recordMillis = wallMillis;
    heardMillisThen = heardMillis(wallMillis);
    heardMillisAtFirst = heardMillisThen;
  }

  private long heardMillis(long wallMillis) {
    return wallMillis - unansweredMillis.applyAsLong(wallMillis);
  }

  /**
   * A record is worked off.
   *
   * @param timestampMillis the record's, or a negative number if it has none
   * @param wallMillis the wall clock
   */
  void record(long timestampMillis, long wallMillis) {
    long time = timestampMillis < 0 ? wallMillis : Math.min(timestampMillis, wallMillis);
    recordMillis = anyRecord ? Math.max(recordMillis, time) : time;
    heardMillisThen = heardMillis(wallMillis);
    anyRecord = true;
  }

  /** Whether its time is that of records; before the first it is the wall clock's. */
  boolean knowsRecords() {
    return anyRecord;
  }

  /** The time, in milliseconds: since the last record it runs with the wall clock. */
  long millis(long wallMillis) {
    return recordMillis + Math.max(0, heardMillis(wallMillis) - heardMillisThen);
  }

  /** For how long, in milliseconds, records could have come since the clock was started. */
  long ranMillis(long wallMillis) {
    return heardMillis(wallMillis) - heardMillisAtFirst;
  }
}
