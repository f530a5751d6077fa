package io.kinetograph.streams.segment;

/** How far one unit's event time has come, and when the unit was last heard of. */
final class UnitProgress {

  private static final long UNHEARD = Long.MIN_VALUE;

  private long newestStart;
  private long newestEnd;
  private long heardMillis = UNHEARD;

  /**
   * Creates the time of a unit.
   *
   * @param micros how far it has come, or {@link WearerTimeline#NONE} for a unit that has delivered
   *     nothing
   */
  UnitProgress(long micros) {
    newestStart = micros;
    newestEnd = micros;
  }

  void deliver(long start, long end) {
    newestStart = Math.max(newestStart, start);
    newestEnd = Math.max(newestEnd, end);
  }

  /** Notes that the unit was heard of, by the {@link IdleClock}. */
  void heardAt(long millis) {
    heardMillis = millis;
  }

  /**
   * Whether the unit has delivered something and has not been silent since an instant.
   *
   * @param sinceMillis the instant
   * @param wearerMillis when the wearer was first heard of: so long a unit is taken for present of
   *     which only the stores tell
   */
  boolean isPresent(long sinceMillis, long wearerMillis) {
    long heard = heardMillis == UNHEARD ? wearerMillis : heardMillis;
    return newestStart != WearerTimeline.NONE && heard > sinceMillis;
  }

  /** The newest reading's first sample, in microseconds. */
  long newestStart() {
    return newestStart;
  }

  /** The time behind the last sample, in microseconds. */
  long newestEnd() {
    return newestEnd;
  }
}
