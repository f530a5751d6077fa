// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.streams.config.SegmentSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wearer with open segments or seen lately: timeline, samples, and what is still to be done. */
final class TrackedWearer {

  private final String id;
  private final WearerTimeline timeline;

  /** By start; few, except with a short hop or a unit that is far ahead. */
  private final List<Slice> slices = new ArrayList<>(2);

  /** By unit, how long it has lain still, in milliseconds of event time; see {@link WearCheck}. */
  private final int[] stillMillis;

  private boolean isLabeled;
  private boolean hasSliceAhead;
  private boolean queued;

  TrackedWearer(String id, WearerTimeline timeline, boolean isLabeled, int[] stillMillis) {
    this.id = id;
    this.timeline = timeline;
    this.isLabeled = isLabeled;
    this.stillMillis = stillMillis;
  }

  String id() {
    return id;
  }

  WearerTimeline timeline() {
    return timeline;
  }

  int[] stillMillis() {
    return stillMillis;
  }

  /** Whether a segment got a label, as far as the store knows. */
  boolean isLabeled() {
    return isLabeled;
  }

  /** Notes that a segment gets a label. */
  void labeled() {
    isLabeled = true;
  }

  /** The slices with samples, by start. */
  List<Slice> slices() {
    return slices;
  }

  /** The slice that starts at a time, or null. */
  @Nullable Slice slice(long startMicros) {
    int index = indexOf(startMicros);
    return index < slices.size() && slices.get(index).startMicros() == startMicros
        ? slices.get(index)
        : null;
  }

  void add(Slice slice) {
    slices.add(indexOf(slice.startMicros()), slice);
  }

  /** The index of the first slice that does not start before a time. */
  int indexOf(long startMicros) {
    int low = 0;
    int high = slices.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slices.get(middle).startMicros() < startMicros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a unit is ahead of the wearer's time: it has samples of a slice that is to come. */
  boolean hasSliceAhead() {
    return hasSliceAhead;
  }

  /** Notes which slices the wearer's time has reached: they wait from then on. */
  void timeReached(long newestMicros, long idleMillis) {
    hasSliceAhead = false;
    for (Slice slice : slices) {
      boolean reached = slice.startMicros() <= newestMicros;
      slice.setReached(reached, idleMillis);
      hasSliceAhead |= !reached;
    }
  }

  /** Whether an open slice has waited too long. */
  boolean isOverdue(SegmentSettings settings, long idleMillis) {
    for (Slice slice : slices) {
      if (!timeline.isLate(slice.startMicros())
          && slice.isOverdue(
              idleMillis, settings.maxOpen().toMillis(), settings.maxStretch().toMillis())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the wearer is in the queue of those with a segment due. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean queued) {
    this.queued = queued;
  }

  /**
   * Closes a segment.
   *
   * @return the start of the next one
   */
  long close(long startMicros) {
    long nextStartMicros = timeline.close(startMicros);
    int firstOpen = indexOf(nextStartMicros);
    timeline.firstIs(
        firstOpen < slices.size() ? slices.get(firstOpen).startMicros() : WearerTimeline.NEVER);
    return nextStartMicros;
  }

  /** Whether the store has everything that is known about the wearer's segments. */
  boolean isFullyStored() {
    // A closed segment keeps its slices until its end is stored.
    return !queued && slices.isEmpty();
  }
}
