// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.streams.reading.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slices of a task that open segments need, in the order of the offsets of their first records:
 * the first one is the oldest record that must be read again after a restart. Released slices are
 * kept and filled again.
 */
final class OpenSlices {

  /** Larger slices, of fast units, are not kept: most others would leave them empty. */
  private static final int MAX_KEPT_BYTES = 64 << 10;

  private final SampleMemory.Share memory;
  private final long hopMicros;
  private final ArrayDeque<Slice> free = new ArrayDeque<>();
  private @Nullable Slice oldest;
  private @Nullable Slice newest;
  private boolean isSorted = true;
  private int fewestFree;

  /**
   * Creates it without a slice.
   *
   * @param hopMicros how long each slice is
   */
  OpenSlices(SampleMemory.Share memory, long hopMicros) {
    this.memory = memory;
    this.hopMicros = hopMicros;
  }

  /**
   * Adds samples of a record to their wearer's slices, and opens those that are missing.
   *
   * @param first index of the first sample to add
   * @param offset the record's offset
   * @param seenMillis when it was first seen, by the idle clock
   * @param idleMillis the idle clock now
   * @return whether a slice has new samples
   */
  boolean add(
      TrackedWearer wearer,
      Reading reading,
      int first,
      long offset,
      long seenMillis,
      long idleMillis) {
    SegmentGrid grid = wearer.timeline().grid();
    boolean changed = false;
    for (int from = first; from < reading.size(); ) {
      long start = grid.sliceContaining(reading.timeMicros(from));
      long untilEnd = start + grid.hopMicros() - reading.timeMicros(from);
      int count = (int) ((untilEnd + reading.periodMicros() - 1) / reading.periodMicros());
      int to = Math.min(reading.size(), from + count);
      Slice slice = wearer.slice(start);
      if (slice == null) {
        slice = open(wearer, start, offset, seenMillis, idleMillis);
        wearer.add(slice);
      }
      changed |= add(slice, reading, from, to, offset);
      from = to;
    }
    return changed;
  }

  private Slice open(
      TrackedWearer wearer, long startMicros, long offset, long seenMillis, long idleMillis) {
    Slice slice = free.poll();
    if (slice == null) {
      slice = new Slice(hopMicros);
      memory.add(slice.bytes());
    }
    fewestFree = Math.min(fewestFree, free.size());
    slice.reset(wearer, startMicros, offset, seenMillis, idleMillis);
    insert(slice);
    memory.sliceOpened();
    return slice;
  }

  private boolean add(Slice slice, Reading reading, int from, int to, long offset) {
    int before = slice.bytes();
    boolean changed = slice.add(reading, from, to);
    int grown = slice.bytes() - before;
    if (grown > 0) {
      memory.add(grown);
    }
    if (changed && offset < slice.firstOffset()) {
      unlink(slice);
      slice.setFirstOffset(offset);
      insert(slice);
    }
    return changed;
  }

  /** Releases a slice that no open segment needs. */
  void release(Slice slice) {
    unlink(slice);
    memory.sliceReleased();
    if (slice.bytes() > MAX_KEPT_BYTES || !slice.isMostlyUsed() || memory.isFull()) {
      memory.add(-slice.bytes());
    } else {
      free.push(slice);
    }
  }

  /** The slice whose first record is the oldest, or null if none is open. */
  @Nullable Slice oldest() {
    return oldest;
  }

  /** Offset of the oldest record that an open slice needs, or {@link Long#MAX_VALUE}. */
  long oldestOffset() {
    return oldest == null ? Long.MAX_VALUE : oldest.firstOffset();
  }

  /** When that record was first seen, by the idle clock, or {@link Long#MAX_VALUE}. */
  long oldestSeenMillis() {
    return oldest == null ? Long.MAX_VALUE : oldest.firstSeenMillis();
  }

  /** From here on slices may come in any order, until {@link #sort}. */
  void startUnsorted() {
    isSorted = false;
  }

  /** Brings the slices into the order of their first records. */
  void sort() {
    List<Slice> all = new ArrayList<>();
    for (Slice slice = oldest; slice != null; slice = slice.next) {
      all.add(slice);
    }
    all.sort(Comparator.comparingLong(Slice::firstOffset));
    oldest = null;
    newest = null;
    isSorted = true;
    all.forEach(this::insert);
  }

  /** Frees the memory of slices that were not needed since the last call. */
  void trim() {
    for (int i = 0; i < fewestFree; i++) {
      memory.add(-free.remove().bytes());
    }
    fewestFree = free.size();
  }

  /** Frees the memory of all slices that are not open. */
  void trimAll() {
    fewestFree = free.size();
    trim();
  }

  /** Frees all memory. */
  void close() {
    trimAll();
    for (Slice slice = oldest; slice != null; slice = slice.next) {
      memory.add(-slice.bytes());
      memory.sliceReleased();
    }
    oldest = null;
    newest = null;
  }

  /** Live records come in order, so the search ends at once, except after a reset of offsets. */
  private void insert(Slice slice) {
    Slice before = newest;
    while (isSorted && before != null && before.firstOffset() > slice.firstOffset()) {
      before = before.previous;
    }
    Slice after = before == null ? oldest : before.next;
    slice.previous = before;
    slice.next = after;
    if (before == null) {
      oldest = slice;
    } else {
      before.next = slice;
    }
    if (after == null) {
      newest = slice;
    } else {
      after.previous = slice;
    }
  }

  private void unlink(Slice slice) {
    if (slice.previous == null) {
      oldest = slice.next;
    } else {
      slice.previous.next = slice.next;
    }
    if (slice.next == null) {
      newest = slice.previous;
    } else {
      slice.next.previous = slice.previous;
    }
    slice.previous = null;
    slice.next = null;
  }
}
