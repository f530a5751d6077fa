// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import java.util.Arrays;

/**
 * The samples of one unit in one segment, without repetitions. Samples mostly arrive in order and
 * make one run in time order. A sample that is late starts another run behind it; {@link #sort}
 * makes one run of all. Of the runs before the last one, each is more than twice as long as the
 * next. So there are few, and no order of arrival makes the work quadratic.
 */
final class UnitSamples {

  /** The most samples to keep arrays for: 5 s at 1.6 kHz. */
  private static final int MAX_KEPT = 64 * Segment.COLUMNS;

  /** More runs than there can be of as many samples as an array holds. */
  private static final int MAX_RUNS = Integer.SIZE;

  private final int[] starts = new int[MAX_RUNS];
  private long[] times = new long[Segment.COLUMNS];
  private float[] xs = new float[Segment.COLUMNS];
  private float[] ys = new float[Segment.COLUMNS];
  private float[] zs = new float[Segment.COLUMNS];
  private int runs;
  private int size;
  private long newest;

  SegmentAssembler.Outcome add(long time, float x, float y, float z) {
    if (runs == 0) {
      startRun();
    } else if (time <= newest) {
      int found = find(time);
      if (found >= 0) {
        return keepSmaller(found, x, y, z);
      }
      if (time < times[size - 1]) {
        startRun();
      }
    }
    append(time, x, y, z);
    return SegmentAssembler.Outcome.NEW;
  }

  private int find(long time) {
    int found = -1;
    for (int run = runs - 1; run >= 0 && found < 0; run--) {
      found =
          Arrays.binarySearch(times, starts[run], run == runs - 1 ? size : starts[run + 1], time);
    }
    return found;
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

  private void append(long time, float x, float y, float z) {
    if (size == times.length) {
      int capacity = 2 * size;
      times = Arrays.copyOf(times, capacity);
      xs = Arrays.copyOf(xs, capacity);
      ys = Arrays.copyOf(ys, capacity);
      zs = Arrays.copyOf(zs, capacity);
    }
    set(size, time, x, y, z);
    size++;
    newest = Math.max(newest, time);
  }

  private void set(int at, long time, float x, float y, float z) {
    times[at] = time;
    xs[at] = x;
    ys[at] = y;
    zs[at] = z;
  }

  /** The next sample starts a run; the one before it gets no longer, so it finds its place. */
  private void startRun() {
    while (runs > 1 && starts[runs - 1] - starts[runs - 2] <= 2 * (size - starts[runs - 1])) {
      mergeLastTwo();
    }
    starts[runs++] = size;
  }

  /** Puts all samples in time order, which reading them by index requires. */
  void sort() {
    while (runs > 1) {
      mergeLastTwo();
    }
  }

  private void mergeLastTwo() {
    int start = starts[runs - 2];
    int middle = starts[runs - 1];
    long[] laterTimes = Arrays.copyOfRange(times, middle, size);
    float[] laterXs = Arrays.copyOfRange(xs, middle, size);
    float[] laterYs = Arrays.copyOfRange(ys, middle, size);
    float[] laterZs = Arrays.copyOfRange(zs, middle, size);
    int earlier = middle - 1;
    int later = laterTimes.length - 1;
    // From the end, until what is left is in its place.
    for (int to = size - 1; later >= 0; to--) {
      if (earlier >= start && times[earlier] > laterTimes[later]) {
        set(to, times[earlier], xs[earlier], ys[earlier], zs[earlier]);
        earlier--;
      } else {
        set(to, laterTimes[later], laterXs[later], laterYs[later], laterZs[later]);
        later--;
      }
    }
    runs--;
  }

  void clear() {
    size = 0;
    runs = 0;
    newest = 0;
    if (times.length > MAX_KEPT) {
      times = new long[Segment.COLUMNS];
      xs = new float[Segment.COLUMNS];
      ys = new float[Segment.COLUMNS];
      zs = new float[Segment.COLUMNS];
    }
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

  /** How many samples there is memory for. */
  int capacity() {
    return times.length;
  }
}
