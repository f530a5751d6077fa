package io.kinetograph.streams.segment;

/**
 * The time by which a wearer's silence is measured: that of the topic's records, and the wall
 * clock's only while no record comes.
 *
 * <p>By the wall clock alone, our own delay would count as the wearer's silence: after an outage, a
 * wearer whose next reading waits in the topic behind a minute's work would be taken for silent.
 * Records' time runs as fast as they are worked off. It never runs ahead of the wall clock, and not
 * back, so that one producer's wrong clock moves it little.
 */
final class SilenceClock {

  private long recordMillis;
  private long wallMillisThen;
  private boolean anyRecord;

  SilenceClock(long wallMillis) {
    recordMillis = wallMillis;
    wallMillisThen = wallMillis;
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
    wallMillisThen = wallMillis;
    anyRecord = true;
  }

  /** Whether its time is that of records; before the first it is the wall clock's. */
  boolean knowsRecords() {
    return anyRecord;
  }

  /** The time, in milliseconds: since the last record it runs with the wall clock. */
  long millis(long wallMillis) {
    return recordMillis + Math.max(0, wallMillis - wallMillisThen);
  }
}
