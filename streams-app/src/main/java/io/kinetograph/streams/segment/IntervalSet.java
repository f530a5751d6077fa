package io.kinetograph.streams.segment;

import java.util.Arrays;

/**
 * The stretches of time for which one unit has delivered samples: a sorted union of intervals. In
 * good order it is one interval that grows at its end.
 */
final class IntervalSet {

  private long[] from = new long[2];
  private long[] to = new long[2];
  private int size;

  /**
   * Adds a stretch.
   *
   * @param start its first instant, in microseconds
   * @param end the instant behind it
   * @param slack how far apart two stretches may be and still be one, in microseconds: the jitter
   *     of a wearable's clock is no hole
   */
  void add(long start, long end, long slack) {
    int first = 0;
    while (first < size && to[first] + slack < start) {
      first++;
    }
    int behind = first;
    while (behind < size && from[behind] - slack <= end) {
      behind++;
    }
    if (behind > first) {
      from[first] = Math.min(from[first], start);
      to[first] = Math.max(to[behind - 1], end);
      remove(first + 1, behind);
    } else {
      insert(first, start, end);
    }
  }

  private void remove(int first, int behind) {
    System.arraycopy(from, behind, from, first, size - behind);
    System.arraycopy(to, behind, to, first, size - behind);
    size -= behind - first;
  }

  private void insert(int at, long start, long end) {
    if (size == from.length) {
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
    }
    System.arraycopy(from, at, from, at + 1, size - at);
    System.arraycopy(to, at, to, at + 1, size - at);
    from[at] = start;
    to[at] = end;
    size++;
  }

  /**
   * Forgets what lies before an instant. A stretch that ends just there is kept, with no length, so
   * that what follows it within the slack still joins on.
   */
  void forgetBefore(long instant) {
    int gone = 0;
    while (gone < size && to[gone] < instant) {
      gone++;
    }
    remove(0, gone);
    if (size > 0) {
      from[0] = Math.max(from[0], instant);
    }
  }

  /** Whether one stretch holds all of {@code [start, end)}. */
  boolean covers(long start, long end) {
    for (int i = 0; i < size; i++) {
      if (from[i] <= start && to[i] >= end) {
        return true;
      }
    }
    return false;
  }

  /** The first covered instant, or {@link Long#MAX_VALUE} if nothing is covered. */
  long first() {
    for (int i = 0; i < size; i++) {
      if (to[i] > from[i]) {
        return from[i];
      }
    }
    return Long.MAX_VALUE;
  }
}
