// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

/** How far one unit's event time has advanced, and when the unit was last seen. */
final class UnitProgress {

  private static final long NEVER_SEEN = Long.MIN_VALUE;

  private long newestStartMicros;
  private long newestEndMicros;
  private long seenMillis = NEVER_SEEN;

  /**
   * Creates the progress of a unit.
   *
   * @param eventMicros how far it has advanced, or {@link WearerTimeline#NONE} for a unit without
   *     samples
   */
  UnitProgress(long eventMicros) {
    newestStartMicros = eventMicros;
    newestEndMicros = eventMicros;
  }

  /** Adds the samples of {@code [startMicros, endMicros)}. */
  void deliver(long startMicros, long endMicros) {
    newestStartMicros = Math.max(newestStartMicros, startMicros);
    newestEndMicros = Math.max(newestEndMicros, endMicros);
  }

  /** Notes that the unit was seen, by the {@link IdleClock}. */
  void seenAt(long idleClockMillis) {
    seenMillis = Math.max(seenMillis, idleClockMillis);
  }

  /**
   * Whether the unit has delivered samples and was seen after a time.
   *
   * @param sinceMillis the time, by the {@link IdleClock}
   * @param wearerMillis when the wearer was first seen, by the {@link IdleClock}: this stands in
   *     for a unit that is known only from the store
   */
  boolean isPresent(long sinceMillis, long wearerMillis) {
    long seen = seenMillis == NEVER_SEEN ? wearerMillis : seenMillis;
    return newestStartMicros != WearerTimeline.NONE && seen > sinceMillis;
  }

  /** Event time of the newest reading's first sample. */
  long newestStartMicros() {
    return newestStartMicros;
  }

  /** Event time after the newest sample. */
  long newestEndMicros() {
    return newestEndMicros;
  }
}
