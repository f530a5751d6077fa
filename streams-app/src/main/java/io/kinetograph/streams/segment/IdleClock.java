package io.kinetograph.streams.segment;

import java.util.function.LongUnaryOperator;

/**
 * The time by which a wearer's silence is measured: that of the topic's records, and the wall
 * clock's only while no record comes.
 *
 * <p>By the wall clock alone, our own delay would count as the wearer's silence: after an outage, a
 * wearer whose next reading waits in the topic behind a minute's work would be taken for silent.
 * Records' time runs as fast as they are worked off. It never runs ahead of the wall clock, and a
 * record does not set it back behind an earlier one, so that one producer's wrong clock moves it
 * little.
 *
 * <p>Nor is it silence that no record comes while nobody is there to give or to take them: only
 * time counts in which one could have come.
 */
final class IdleClock {

  private final LongUnaryOperator heardMillis;
  private final long heardMillisAtFirst;
  private long recordMillis;
  private long heardMillisThen;
  private boolean anyRecord;

  /**
   * Starts the clock.
   *
   * @param wallMillis the wall clock
   * @param heardMillis from the wall clock, a clock that runs only while records could come
   */
  IdleClock(long wallMillis, LongUnaryOperator heardMillis) {
    this.heardMillis = heardMillis;
    recordMillis = wallMillis;
    heardMillisThen = heardMillis.applyAsLong(wallMillis);
    heardMillisAtFirst = heardMillisThen;
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
    heardMillisThen = heardMillis.applyAsLong(wallMillis);
    anyRecord = true;
  }

  /** To be called about each half second: it does not run further than 3 s from look to look. */
  void look(long wallMillis) {
    var unused = heardMillis.applyAsLong(wallMillis);
  }

  /** Whether its time is that of records; before the first it is the wall clock's. */
  boolean knowsRecords() {
    return anyRecord;
  }

  /** The time, in milliseconds: since the last record it runs while another could come. */
  long millis(long wallMillis) {
    return recordMillis + heardMillis.applyAsLong(wallMillis) - heardMillisThen;
  }

  /** For how long, in milliseconds, records could have come since the clock was started. */
  long ranMillis(long wallMillis) {
    return heardMillis.applyAsLong(wallMillis) - heardMillisAtFirst;
  }
}
