// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.util.Arrays;

/**
 * A sorted set of disjoint intervals of event time, in microseconds: the time for which one unit
 * has delivered samples. Readings in order make one interval that grows at its end.
 */
final class IntervalSet {

  private long[] starts = new long[2];
  private long[] ends = new long[2];
  private int size;

  /**
   * Adds the interval {@code [start, end)}.
   *
   * @param tolerance intervals this close to each other, in microseconds, are merged: the jitter of
   *     a wearable's clock makes no hole
   */
  void add(long start, long end, long tolerance) {
    int first = 0;
    while (first < size && ends[first] + tolerance < start) {
      first++;
    }
    int after = first;
    while (after < size && starts[after] - tolerance <= end) {
      after++;
    }
    if (after > first) {
      starts[first] = Math.min(starts[first], start);
      ends[first] = Math.max(ends[after - 1], end);
      remove(first + 1, after);
    } else {
      insert(first, start, end);
    }
  }

  private void remove(int first, int after) {
    System.arraycopy(starts, after, starts, first, size - after);
    System.arraycopy(ends, after, ends, first, size - after);
    size -= after - first;
  }

  private void insert(int at, long start, long end) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    System.arraycopy(starts, at, starts, at + 1, size - at);
    System.arraycopy(ends, at, ends, at + 1, size - at);
    starts[at] = start;
    ends[at] = end;
    size++;
  }

  /** Removes the time before an instant. */
  void removeBefore(long instant) {
    int removed = 0;
    while (removed < size && ends[removed] <= instant) {
      removed++;
    }
    remove(0, removed);
    if (size > 0) {
      starts[0] = Math.max(starts[0], instant);
    }
  }

  /** The time in all intervals. */
  long length() {
    long length = 0;
    for (int i = 0; i < size; i++) {
      length += ends[i] - starts[i];
    }
    return length;
  }

  /** How many gaps there are between intervals. */
  int gaps() {
    return Math.max(0, size - 1);
  }

  /** The gap before an interval, from 1 to {@link #gaps}. */
  long gapBefore(int interval) {
    return starts[interval] - ends[interval - 1];
  }

  /** Whether one interval contains all of {@code [start, end)}. */
  boolean contains(long start, long end) {
    for (int i = 0; i < size; i++) {
      if (starts[i] <= start && ends[i] >= end) {
        return true;
      }
    }
    return false;
  }
}
