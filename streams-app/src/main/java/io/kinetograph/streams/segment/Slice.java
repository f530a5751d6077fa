// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.imaging.segment.SegmentAssembler.Outcome;
import io.kinetograph.streams.reading.Reading;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One wearer's samples of one slice of event time, as long as the hop. Consecutive samples of a
 * reading make a run: a header (unit, start, period, size) in one array, x, y and z of each sample
 * in another. The arrays are used again for another slice.
 *
 * <p>{@link OpenSlices} links the slices in the order in which their first records were read.
 */
final class Slice {

  /** What a slice takes beside its arrays, in bytes, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  private static final int AXES = 3;
  private static final int LEAST_INITIAL_LENGTH = 16;
  private static final int MOST_INITIAL_LENGTH = 512;

  private static final long NOT_REACHED = Long.MAX_VALUE;

  // A header is one number: unit (3 bits), start in the slice (23), period (17), size (11).
  private static final int SIZE_BITS = 11;
  private static final int PERIOD_BITS = 17;
  private static final int START_BITS = 23;

  @Nullable Slice previous;
  @Nullable Slice next;

  private final int[] newestStart = new int[BodyUnit.COUNT];
  private final long[] conflictMicros = new long[BodyUnit.COUNT];
  private final int initialLength;
  private long[] headers;
  private float[] samples;
  private @Nullable TrackedWearer wearer;
  private long startMicros;
  private long firstOffset;
  private long firstSeenMillis;
  private long openedIdleMillis;
  private long reachedIdleMillis;
  private int runs;
  private int used;

  /**
   * Creates a slice, to be {@link #reset}. Its arrays hold what five units at 25 Hz send in a short
   * hop, and grow for a long one.
   *
   * @param hopMicros how long it is
   */
  Slice(long hopMicros) {
    long usualLength = hopMicros * AXES * BodyUnit.COUNT / Segment.COLUMN_MICROS * 13 / 10;
    initialLength =
        (int) Math.min(Math.max(usualLength, LEAST_INITIAL_LENGTH), MOST_INITIAL_LENGTH);
    samples = new float[initialLength];
    headers = new long[Math.max(initialLength / 32, BodyUnit.COUNT)];
  }

  /** Starts an empty slice, in the arrays of an earlier one. */
  void reset(
      TrackedWearer wearer,
      long startMicros,
      long firstOffset,
      long firstSeenMillis,
      long idleMillis) {
    this.wearer = wearer;
    this.startMicros = startMicros;
    this.firstOffset = firstOffset;
    this.firstSeenMillis = firstSeenMillis;
    openedIdleMillis = idleMillis;
    reachedIdleMillis = NOT_REACHED;
    runs = 0;
    used = 0;
    Arrays.fill(newestStart, -1);
    Arrays.fill(conflictMicros, 0);
  }

  TrackedWearer wearer() {
    if (wearer == null) {
      throw new IllegalStateException("the slice is not in use");
    }
    return wearer;
  }

  /** Event time at which the slice starts, in microseconds. */
  long startMicros() {
    return startMicros;
  }

  /** Offset of the oldest record that it has samples of. */
  long firstOffset() {
    return firstOffset;
  }

  void setFirstOffset(long offset) {
    firstOffset = offset;
  }

  /** When its first sample was seen, by {@link IdleClock#millis}, or earlier. */
  long firstSeenMillis() {
    return firstSeenMillis;
  }

  /** Notes whether the wearer's time has reached the slice. */
  void setReached(boolean reached, long idleMillis) {
    reachedIdleMillis = reached ? Math.min(reachedIdleMillis, idleMillis) : NOT_REACHED;
  }

  /**
   * Whether the slice has waited too long, of a wearer whose clock stands still. A unit that is
   * ahead waits for the wearer's time first, but not forever.
   *
   * @param idleMillis now, by {@link IdleClock#idleMillis}
   * @param maxOpenMillis how long it may wait from then on
   * @param maxLeadMillis how long the wearer's time may take to reach it
   */
  boolean isOverdue(long idleMillis, long maxOpenMillis, long maxLeadMillis) {
    long waitsSince = Math.min(reachedIdleMillis, openedIdleMillis + maxLeadMillis);
    return idleMillis - waitsSince >= maxOpenMillis;
  }

  /** Whether another slice of this size is likely to need most of its arrays. */
  boolean isMostlyUsed() {
    return samples.length == initialLength || 2 * used > samples.length;
  }

  /** What it takes of the heap. */
  int bytes() {
    return OVERHEAD_BYTES + Long.BYTES * headers.length + Float.BYTES * samples.length;
  }

  /**
   * Adds consecutive samples of a reading as one run. A run that was added before changes nothing;
   * of two different runs for the same instants the smaller one is kept, whichever came first.
   *
   * @param from index of the first sample, which lies in this slice
   * @param to index after the last sample
   * @return whether the slice has changed
   */
  boolean add(Reading reading, int from, int to) {
    int unit = reading.unit().index();
    int start = (int) (reading.timeMicros(from) - startMicros);
    long header = header(unit, start, reading.periodMicros(), to - from);
    if (start <= newestStart[unit]) {
      int at = 0;
      for (int run = 0; run < runs; run++) {
        if (headers[run] == header) {
          return replaceIfSmaller(at, reading, from, to);
        }
        at += AXES * size(headers[run]);
      }
    } else {
      newestStart[unit] = start;
    }
    if (runs == headers.length) {
      headers = Arrays.copyOf(headers, 2 * runs);
    }
    headers[runs++] = header;
    int end = used + AXES * (to - from);
    if (end > samples.length) {
      samples = Arrays.copyOf(samples, Math.max(end, 2 * samples.length));
    }
    copy(used, reading, from, to);
    used = end;
    return true;
  }

  private void copy(int at, Reading reading, int from, int to) {
    for (int i = from; i < to; i++) {
      samples[at++] = reading.x(i);
      samples[at++] = reading.y(i);
      samples[at++] = reading.z(i);
    }
  }

  private boolean replaceIfSmaller(int at, Reading reading, int from, int to) {
    int difference = 0;
    for (int i = from, k = at; i < to && difference == 0; i++, k += AXES) {
      difference = Float.compare(reading.x(i), samples[k]);
      difference = difference != 0 ? difference : Float.compare(reading.y(i), samples[k + 1]);
      difference = difference != 0 ? difference : Float.compare(reading.z(i), samples[k + 2]);
    }
    if (difference != 0) {
      conflictMicros[reading.unit().index()] += (long) (to - from) * reading.periodMicros();
    }
    if (difference < 0) {
      copy(at, reading, from, to);
    }
    return difference < 0;
  }

  /** Passes all samples to an assembler, which ignores those outside its segment. */
  void addTo(SegmentAssembler assembler, SegmentTiming timing) {
    for (BodyUnit unit : BodyUnit.values()) {
      timing.addConflict(unit, conflictMicros[unit.index()]);
    }
    int at = 0;
    for (int run = 0; run < runs; run++) {
      long header = headers[run];
      BodyUnit unit = BodyUnit.at((int) (header >>> (START_BITS + PERIOD_BITS + SIZE_BITS)));
      long time = startMicros + bits(header >>> (PERIOD_BITS + SIZE_BITS), START_BITS);
      long period = bits(header >>> SIZE_BITS, PERIOD_BITS);
      int size = size(header);
      int counted = 0;
      for (int i = 0; i < size; i++, at += AXES) {
        Outcome outcome =
            assembler.add(unit, time + i * period, samples[at], samples[at + 1], samples[at + 2]);
        counted += outcome == Outcome.NEW || outcome == Outcome.CONFLICTING ? 1 : 0;
      }
      timing.add(unit, time, period, size, counted);
    }
  }

  private static long header(int unit, int start, int period, int size) {
    long header = ((long) unit << START_BITS) | start;
    return (((header << PERIOD_BITS) | period) << SIZE_BITS) | size;
  }

  private static int size(long header) {
    return (int) bits(header, SIZE_BITS);
  }

  private static long bits(long number, int count) {
    return number & ((1L << count) - 1);
  }
}
