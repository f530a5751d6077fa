// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.config.LabelSettings;
import io.kinetograph.streams.config.SegmentSettings;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Closes a task's segments one at a time: those of wearers who wait in a queue because one of their
 * segments is due, and the oldest ones if the samples take too much memory. The samples of a closed
 * segment are kept until {@link #forget}.
 */
final class DueSegments {

  private final SegmentSettings settings;
  private final WearCheck wearCheck;
  private final IdleClock idleClock;
  private final OpenSlices slices;
  private final SampleMemory.Share memory;
  private final SegmentAssembler assembler;
  private final ArrayDeque<TrackedWearer> queue = new ArrayDeque<>();

  DueSegments(
      SegmentSettings settings,
      LabelSettings labels,
      IdleClock idleClock,
      OpenSlices slices,
      SampleMemory.Share memory) {
    this.settings = settings;
    this.wearCheck = new WearCheck(labels, settings.hop().toMillis());
    this.idleClock = idleClock;
    this.slices = slices;
    this.memory = memory;
    this.assembler = new SegmentAssembler(0, settings.maxGapMicros());
  }

  /** Whether a segment may have to be closed. */
  boolean hasWork() {
    return !queue.isEmpty() || memory.mustClose();
  }

  /** Queues a wearer if a segment of theirs is due. */
  void queueIfDue(TrackedWearer wearer) {
    if (!wearer.isQueued() && dueOf(wearer) != null) {
      wearer.setQueued(true);
      queue.add(wearer);
    }
  }

  private WearerTimeline.@Nullable Due dueOf(TrackedWearer wearer) {
    WearerTimeline timeline = wearer.timeline();
    WearerTimeline.Due next = timeline.due(idleClock.idleMillis());
    return next == null && wearer.isOverdue(settings, idleClock.idleMillis())
        ? timeline.firstOpen(CloseReason.MAX_OPEN)
        : next;
  }

  /**
   * Closes one due segment, of the wearer who has waited longest. Until then the segment accepts
   * readings: one that waits in the queue makes nothing late.
   *
   * @return the segment, or null if none is due
   */
  @Nullable ClosedSegment closeNext() {
    for (TrackedWearer wearer = queue.poll(); wearer != null; wearer = queue.poll()) {
      WearerTimeline.Due next = dueOf(wearer);
      if (next != null) {
        queue.add(wearer);
        return close(wearer, next);
      }
      wearer.setQueued(false);
    }
    return memory.mustClose() ? closeOldest() : null;
  }

  private @Nullable ClosedSegment closeOldest() {
    slices.trimAll();
    Slice oldest = memory.mustClose() ? slices.oldest() : null;
    while (oldest != null && oldest.wearer().timeline().isLate(oldest.startMicros())) {
      oldest = oldest.next;
    }
    WearerTimeline.Due first =
        oldest == null ? null : oldest.wearer().timeline().firstOpen(CloseReason.MEMORY);
    if (oldest == null || first == null) {
      return null;
    }
    memory.closedEarly();
    return close(oldest.wearer(), first);
  }

  private ClosedSegment close(TrackedWearer wearer, WearerTimeline.Due due) {
    assembler.restart(due.startMicros());
    SegmentTiming timing = new SegmentTiming(due.startMicros(), settings.maxGapMicros());
    for (Slice slice : wearer.slices()) {
      if (slice.startMicros() < due.startMicros() + Segment.LENGTH_MICROS) {
        slice.addTo(assembler, timing);
      }
    }
    Segment measured = assembler.assemble();
    boolean followsLast = due.startMicros() == wearer.timeline().nextStartMicros();
    WearCheck.Result wear = wearCheck.check(measured, followsLast, wearer.stillMillis());
    Segment worn = wear.isWorn() ? measured.without(wear.notWorn()) : measured;
    Segment segment = worn.withoutFragments();
    int closedBefore = wearer.indexOf(wearer.timeline().nextStartMicros());
    long nextStartMicros = wearer.close(due.startMicros());
    for (int i = closedBefore; i < wearer.indexOf(nextStartMicros); i++) {
      memory.addClosed(wearer.slices().get(i).bytes());
    }
    return new ClosedSegment(
        wearer.id(),
        segment,
        measured,
        wear.notWorn(),
        wear.isWorn(),
        timing,
        nextStartMicros,
        due.reason(),
        CoverageResult.of(segment, settings));
  }

  /** Drops the samples of a wearer's closed segment that no open one needs. */
  void forget(TrackedWearer wearer, ClosedSegment closed) {
    List<Slice> obsolete = wearer.slices().subList(0, wearer.indexOf(closed.nextStartMicros()));
    for (Slice slice : obsolete) {
      memory.addClosed(-slice.bytes());
      slices.release(slice);
    }
    obsolete.clear();
  }
}
