// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import java.util.Arrays;

/**
 * The samples of one unit in one segment, in time order and without repetitions. Samples mostly
 * arrive in order, so an insertion is mostly an append.
 */
final class UnitSamples {

  private long[] times = new long[Segment.COLUMNS];
  private float[] xs = new float[Segment.COLUMNS];
  private float[] ys = new float[Segment.COLUMNS];
  private float[] zs = new float[Segment.COLUMNS];
  private int size;

  SegmentAssembler.Outcome add(long time, float x, float y, float z) {
    int at = size;
    if (size > 0 && times[size - 1] >= time) {
      int found = Arrays.binarySearch(times, 0, size, time);
      if (found >= 0) {
        return keepSmaller(found, x, y, z);
      }
      at = -found - 1;
    }
    insert(at, time, x, y, z);
    return SegmentAssembler.Outcome.NEW;
  }

  /** Keeps the smaller of two samples, so that the order of arrival does not matter. */
  private SegmentAssembler.Outcome keepSmaller(int at, float x, float y, float z) {
    int order = Float.compare(x, xs[at]);
    order = order != 0 ? order : Float.compare(y, ys[at]);
    order = order != 0 ? order : Float.compare(z, zs[at]);
    if (order < 0) {
      set(at, times[at], x, y, z);
    }
    return order == 0 ? SegmentAssembler.Outcome.REPEATED : SegmentAssembler.Outcome.CONFLICTING;
  }

  private void insert(int at, long time, float x, float y, float z) {
    if (size == times.length) {
      int capacity = 2 * size;
      times = Arrays.copyOf(times, capacity);
      xs = Arrays.copyOf(xs, capacity);
      ys = Arrays.copyOf(ys, capacity);
      zs = Arrays.copyOf(zs, capacity);
    }
    int moved = size - at;
    if (moved > 0) {
      System.arraycopy(times, at, times, at + 1, moved);
      System.arraycopy(xs, at, xs, at + 1, moved);
      System.arraycopy(ys, at, ys, at + 1, moved);
      System.arraycopy(zs, at, zs, at + 1, moved);
    }
    set(at, time, x, y, z);
    size++;
  }

  private void set(int at, long time, float x, float y, float z) {
    times[at] = time;
    xs[at] = x;
    ys[at] = y;
    zs[at] = z;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Microseconds since the segment's start. */
  long time(int i) {
    return times[i];
  }

  float value(int axis, int i) {
    return switch (axis) {
      case 0 -> xs[i];
      case 1 -> ys[i];
      case 2 -> zs[i];
      default -> throw new IllegalArgumentException("axis " + axis + " is not 0, 1 or 2");
    };
  }
}
