// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One wearer's event time: how far it has advanced, which parts of it were delivered, and which
 * segment is due next. A wearer's segments close in order. The timeline holds no samples.
 *
 * <p>A segment is complete when every expected unit has delivered all of its time without a hole. A
 * later sample alone does not complete it, so the order in which readings arrive within the grace
 * cannot change what the segment contains.
 */
final class WearerTimeline {

  /** Stands for a wearer without a closed segment. */
  static final long NONE = Long.MIN_VALUE;

  /** Stands for the first sample if no segment is open. */
  static final long NEVER = Long.MAX_VALUE;

  /** A segment that has to be closed now. */
  record Due(long startMicros, CloseReason reason) {}

  private final SegmentSettings settings;
  private final SegmentGrid grid;
  private final IntervalSet[] covered = new IntervalSet[BodyUnit.COUNT];
  private final UnitProgress[] units = new UnitProgress[BodyUnit.COUNT];
  private long nextStartMicros;
  private long firstMicros = NEVER;
  private long firstStartMicros = NEVER;
  private long newestEndMicros = NONE;
  private long firstSeenMillis = Long.MAX_VALUE;
  private long lastSeenMillis;

  /**
   * Creates the timeline of a wearer without samples.
   *
   * @param settings when segments close
   * @param grid where the wearer's segments start
   * @param nextStartMicros start of the first open segment, or {@link #NONE}
   */
  WearerTimeline(SegmentSettings settings, SegmentGrid grid, long nextStartMicros) {
    this.settings = settings;
    this.grid = grid;
    // It may have been stored under another hop or alignment; segments stay on this one's grid.
    this.nextStartMicros = nextStartMicros == NONE ? NONE : grid.startAtOrAfter(nextStartMicros);
    // The expected units of a known wearer count from here: one unit alone may be ahead of them.
    for (BodyUnit unit : BodyUnit.values()) {
      boolean isExpected = settings.expectedUnits().contains(unit);
      units[unit.index()] = new UnitProgress(isExpected ? this.nextStartMicros : NONE);
    }
    Arrays.setAll(covered, i -> new IntervalSet());
  }

  /** Where the wearer's segments start. */
  SegmentGrid grid() {
    return grid;
  }

  /** Start of the first open segment, or {@link #NONE}. */
  long nextStartMicros() {
    return nextStartMicros;
  }

  /** Whether all segments that contain a time are closed. */
  boolean isLate(long timeMicros) {
    return timeMicros < nextStartMicros;
  }

  /**
   * Notes the samples that a unit delivered.
   *
   * @param startMicros the first sample's time
   * @param endMicros the time at which the sample after the last is expected
   * @param periodMicros from one sample to the next
   */
  void deliver(BodyUnit unit, long startMicros, long endMicros, int periodMicros) {
    units[unit.index()].deliver(startMicros, endMicros);
    newestEndMicros = Math.max(newestEndMicros, endMicros);
    if (endMicros > nextStartMicros) {
      IntervalSet intervals = covered[unit.index()];
      // The period before the first sample is the one of a late sample; after a restart, the
      // record of that sample is not read again.
      boolean joinsClosed = startMicros - periodMicros < nextStartMicros;
      intervals.add(joinsClosed ? nextStartMicros : startMicros, endMicros, periodMicros / 2);
      firstIs(Math.min(firstMicros, startMicros));
    }
  }

  /**
   * Notes where the first open segment is.
   *
   * @param timeMicros of the first sample that is not late, or of the start of its slice, which is
   *     in the same segments; {@link #NEVER} without such a sample
   */
  void firstIs(long timeMicros) {
    if (timeMicros != firstMicros) {
      firstMicros = timeMicros;
      firstStartMicros =
          timeMicros == NEVER
              ? NEVER
              : Math.max(nextStartMicros, grid.firstSegmentContaining(timeMicros));
    }
  }

  /**
   * False only if samples of this unit cannot make a segment due: the unit is expected and has not
   * reached the end of the first open segment.
   */
  boolean canMakeDue(BodyUnit unit) {
    return units[unit.index()].newestEndMicros() - Segment.LENGTH_MICROS >= firstStartMicros
        || !settings.expectedUnits().contains(unit);
  }

  /**
   * Notes that one of the wearer's units was seen, by the {@link IdleClock}. Late readings do not
   * count: a unit that is behind the others would stop the wearer's time.
   */
  void seenAt(BodyUnit unit, long idleClockMillis) {
    firstSeenMillis = Math.min(firstSeenMillis, idleClockMillis);
    lastSeenMillis = Math.max(lastSeenMillis, idleClockMillis);
    units[unit.index()].seenAt(idleClockMillis);
  }

  /** Whether the wearer has been idle for the timeout. */
  boolean isIdle(long idleClockMillis) {
    return idleClockMillis - lastSeenMillis >= settings.idleTimeout().toMillis();
  }

  /** Whether no sample of an open segment was delivered. */
  boolean hasNoOpenSegment() {
    return firstMicros == NEVER;
  }

  /** The event time that the wearer has reached: that of two units, or of the only one. */
  long reachedMicros(long idleClockMillis) {
    return newestMicros(UnitProgress::newestEndMicros, idleClockMillis);
  }

  /**
   * The next segment that has to be closed, if there is one now.
   *
   * <p>The grace counts from the first sample of the newest reading. A wearable sends a reading
   * after its last sample, so without any delay the readings of a segment may arrive up to a
   * reading's length after the segment's end.
   *
   * <p>The wearer's newest time is the time that two units have reached, of those that were seen
   * within the idle timeout: one unit with a clock ahead does not make the others late.
   *
   * <p>A unit that is further ahead than {@code segment.max-stretch} makes the others late after
   * all: its samples would fill the memory.
   *
   * @param idleClockMillis now, by the {@link IdleClock}
   */
  @Nullable Due due(long idleClockMillis) {
    if (hasNoOpenSegment()) {
      return null;
    }
    long start = firstStartMicros;
    if (newestEndMicros - settings.maxStretchMicros() > start) {
      return new Due(start, CloseReason.GRACE);
    }
    if (newestMicros(UnitProgress::newestStartMicros, idleClockMillis)
        > start + Segment.LENGTH_MICROS + settings.graceMicros()) {
      return new Due(start, CloseReason.GRACE);
    }
    if (nothingEarlierCanArrive(start, idleClockMillis) && isComplete(start)) {
      return new Due(start, CloseReason.COMPLETE);
    }
    if (isIdle(idleClockMillis)) {
      return new Due(start, CloseReason.IDLE);
    }
    return null;
  }

  /** The first open segment, if there is one, to be closed for another reason. */
  @Nullable Due firstOpen(CloseReason reason) {
    return hasNoOpenSegment() ? null : new Due(firstStartMicros, reason);
  }

  /** Closing a segment makes everything before it late, so nothing before it may be pending. */
  private boolean nothingEarlierCanArrive(long start, long idleClockMillis) {
    return start == nextStartMicros
        || newestMicros(UnitProgress::newestEndMicros, idleClockMillis)
            >= start + settings.graceMicros();
  }

  /** The time that two of the present units have reached, or that the only one has. */
  private long newestMicros(ToLongFunction<UnitProgress> time, long idleClockMillis) {
    long sinceMillis = idleClockMillis - settings.idleTimeout().toMillis();
    long newest = NONE;
    long second = NONE;
    for (UnitProgress unit : units) {
      if (unit.isPresent(sinceMillis, firstSeenMillis)) {
        long reached = time.applyAsLong(unit);
        second = Math.max(second, Math.min(newest, reached));
        newest = Math.max(newest, reached);
      }
    }
    return second == NONE ? newest : second;
  }

  private boolean isComplete(long start) {
    for (BodyUnit unit : settings.expectedUnits()) {
      if (!covered[unit.index()].contains(start, start + Segment.LENGTH_MICROS)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes a segment; the next one starts a hop later. Then call {@link #firstIs}.
   *
   * @return the start of the next segment: samples before it are late from now on
   */
  long close(long startMicros) {
    nextStartMicros = startMicros + grid.hopMicros();
    for (IntervalSet unit : covered) {
      unit.removeBefore(nextStartMicros);
    }
    firstIs(NEVER);
    return nextStartMicros;
  }
}
