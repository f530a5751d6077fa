package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One wearer's event time: how far it has come, what has been delivered of it, and which segment is
 * due next. Segments of a wearer close in order. It holds no samples and can be built again from
 * those that are stored.
 *
 * <p>A segment is complete when every expected unit has delivered all of its time without a hole,
 * not when a later sample was seen: then the order in which readings arrive, within grace, cannot
 * decide what the segment holds.
 */
final class WearerTimeline {

  /** Stands for a wearer none of whose segments has closed. */
  static final long NONE = Long.MIN_VALUE;

  /** Stands for a wearer who has not been heard of since the task started. */
  private static final long UNSEEN = Long.MAX_VALUE;

  /** A segment that is to be closed now. */
  record Due(long startMicros, CloseReason reason) {}

  private final SegmentRules rules;
  private final IntervalSet[] covered = new IntervalSet[BodyUnit.COUNT];
  private long nextStart;
  private final UnitProgress[] times = new UnitProgress[BodyUnit.COUNT];
  private long firstSeenMillis = UNSEEN;
  private long lastSeenMillis = UNSEEN;

  /**
   * Creates the timeline of a wearer who has delivered nothing yet.
   *
   * @param rules when segments close
   * @param nextStart start of the first segment that has not closed, or {@link #NONE}
   */
  WearerTimeline(SegmentRules rules, long nextStart) {
    this.rules = rules;
    // It was stored under another hop, perhaps: segments stay on the grid of this one.
    this.nextStart = nextStart == NONE ? NONE : rules.gridAtOrAfter(nextStart);
    // Of a wearer who is known, the expected units are waited for: one alone may be ahead of them.
    for (BodyUnit unit : BodyUnit.values()) {
      times[unit.index()] =
          new UnitProgress(rules.settings().expectedUnits().contains(unit) ? this.nextStart : NONE);
    }
    Arrays.setAll(covered, i -> new IntervalSet());
    if (nextStart != NONE) {
      // What is delivered next joins on to what was closed, jitter or not.
      for (IntervalSet unit : covered) {
        unit.add(this.nextStart, this.nextStart, 0);
      }
    }
  }

  /** Start of the first segment that has not closed, or {@link #NONE}. */
  long nextStart() {
    return nextStart;
  }

  /** Whether a sample of that time comes after all its segments have closed. */
  boolean isLate(long timeMicros) {
    return timeMicros < nextStart;
  }

  /**
   * Notes that a unit delivered samples.
   *
   * @param from the first sample's time, in microseconds
   * @param to when the sample behind the last is to be expected
   * @param periodMicros from one sample to the next
   */
  void deliver(BodyUnit unit, long from, long to, int periodMicros) {
    times[unit.index()].deliver(from, to);
    if (to > nextStart) {
      covered[unit.index()].add(Math.max(from, nextStart), to, periodMicros / 2);
    }
  }

  /** Notes that the wearer was heard of, by the {@link IdleClock}. */
  void seenAt(long millis) {
    firstSeenMillis = wasSeen() ? firstSeenMillis : millis;
    lastSeenMillis = millis;
  }

  /** Notes that the wearer was heard of by one unit, by the {@link IdleClock}. */
  void seenAt(BodyUnit unit, long millis) {
    seenAt(millis);
    times[unit.index()].heardAt(millis);
  }

  /** Whether the wearer was heard of since the task started. */
  boolean wasSeen() {
    return lastSeenMillis != UNSEEN;
  }

  /** Whether the wearer has been silent for the idle timeout, by the {@link IdleClock}. */
  boolean isSilent(long millis) {
    return millis - lastSeenMillis >= rules.settings().idleTimeout().toMillis();
  }

  /** Whether no sample of an open segment has been delivered. */
  boolean isEmpty() {
    return earliestCovered() == Long.MAX_VALUE;
  }

  /**
   * The next segment that is to be closed, if there is one now.
   *
   * <p>The grace is counted from the newest reading's first sample: a reading is sent once its last
   * sample was taken, so those of a segment may come up to a reading's length behind its end
   * without any delay.
   *
   * <p>The wearer's newest time is what two units have reached, of those that have not been silent
   * for the idle timeout: a unit whose clock is ahead of the others does not make them late.
   *
   * @param silent whether the wearer is taken for silent
   * @param millis now, by the {@link IdleClock}
   */
  @Nullable Due due(boolean silent, long millis) {
    long earliest = earliestCovered();
    if (earliest == Long.MAX_VALUE) {
      return null;
    }
    long start = Math.max(nextStart, rules.firstSegmentOver(earliest));
    if (reached(UnitProgress::newestStart, millis)
        > start + Segment.LENGTH_MICROS + rules.settings().graceMicros()) {
      return new Due(start, CloseReason.GRACE);
    }
    if (nothingEarlierCanCome(start, millis) && isComplete(start)) {
      return new Due(start, CloseReason.COMPLETE);
    }
    if (silent) {
      return new Due(start, CloseReason.IDLE);
    }
    return null;
  }

  private long earliestCovered() {
    long earliest = Long.MAX_VALUE;
    for (IntervalSet unit : covered) {
      earliest = Math.min(earliest, unit.first());
    }
    return earliest;
  }

  /** Closing a segment makes all before it late, so what is before it must be closed or late. */
  private boolean nothingEarlierCanCome(long start, long millis) {
    return start == nextStart
        || reached(UnitProgress::newestEnd, millis) >= start + rules.settings().graceMicros();
  }

  /** What two of the present units have reached, or what the only one has. */
  private long reached(ToLongFunction<UnitProgress> time, long millis) {
    long since = millis - rules.settings().idleTimeout().toMillis();
    long newest = NONE;
    long second = NONE;
    for (UnitProgress unit : times) {
      if (unit.isPresent(since, firstSeenMillis)) {
        long reached = time.applyAsLong(unit);
        second = Math.max(second, Math.min(newest, reached));
        newest = Math.max(newest, reached);
      }
    }
    return second == NONE ? newest : second;
  }

  private boolean isComplete(long start) {
    for (BodyUnit unit : rules.settings().expectedUnits()) {
      if (!covered[unit.index()].covers(start, start + Segment.LENGTH_MICROS)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes a segment: the next one is the one a hop later.
   *
   * @return the start of the next segment, before which everything is late now
   */
  long close(long startMicros) {
    nextStart = startMicros + rules.hopMicros();
    for (IntervalSet unit : covered) {
      unit.forgetBefore(nextStart);
    }
    return nextStart;
  }
}
