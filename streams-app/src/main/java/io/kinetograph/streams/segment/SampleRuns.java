// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.reading.Reading;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs of evenly spaced samples, one after the other in an array of bytes: unit (1 byte), time of
 * the first sample since the slice's start in microseconds (4), period in microseconds (4), number
 * of samples (2), and the samples, x, y and z of each as floats. Numbers are big-endian.
 */
final class SampleRuns {

  private static final int HEADER = Byte.BYTES + 2 * Integer.BYTES + Short.BYTES;
  private static final int SAMPLE = 3 * Float.BYTES;

  /** Receives one run after the other. */
  interface Visitor {

    /**
     * Receives a run.
     *
     * @param unit the unit that measured it
     * @param startMicros the first sample's time
     * @param periodMicros from one sample to the next
     * @param size number of samples
     * @param samples x, y and z, one sample after the other, from the buffer's position
     */
    void run(BodyUnit unit, long startMicros, int periodMicros, int size, ByteBuffer samples);
  }

  private SampleRuns() {}

  /**
   * Encodes a part of a reading as one run.
   *
   * @param sliceMicros start of the slice in which its first sample lies
   * @param from index of the first sample
   * @param to index after the last sample
   */
  static byte[] of(Reading reading, long sliceMicros, int from, int to) {
    ByteBuffer run = ByteBuffer.allocate(HEADER + (to - from) * SAMPLE);
    run.put((byte) reading.unit().index())
        .putInt((int) (reading.timeMicros(from) - sliceMicros))
        .putInt(reading.periodMicros())
        .putShort((short) (to - from));
    for (int i = from; i < to; i++) {
      run.putFloat(reading.x(i)).putFloat(reading.y(i)).putFloat(reading.z(i));
    }
    return run.array();
  }

  /** Offset of a run with the same unit, start, period and size, or -1 if there is none. */
  static int find(byte[] runs, byte[] run) {
    for (int at = 0; at < runs.length; at += length(runs, at)) {
      if (Arrays.equals(runs, at, at + HEADER, run, 0, HEADER)) {
        return at;
      }
    }
    return -1;
  }

  private static int length(byte[] runs, int at) {
    int count = at + HEADER - Short.BYTES;
    return HEADER + SAMPLE * (((runs[count] & 0xFF) << 8) | (runs[count + 1] & 0xFF));
  }

  /** The runs followed by another one. */
  static byte[] append(byte[] runs, byte[] run) {
    byte[] both = Arrays.copyOf(runs, runs.length + run.length);
    System.arraycopy(run, 0, both, runs.length, run.length);
    return both;
  }

  /**
   * Of two different runs for the same instants, the smaller one is kept, whichever came first.
   *
   * @param at offset of the stored run
   * @return the runs with the new one in its place, or null if the stored one is kept
   */
  static byte @Nullable [] smaller(byte[] runs, int at, byte[] run) {
    if (Arrays.compare(runs, at, at + run.length, run, 0, run.length) <= 0) {
      return null;
    }
    byte[] replaced = runs.clone();
    System.arraycopy(run, 0, replaced, at, run.length);
    return replaced;
  }

  /**
   * Event time of the newest sample.
   *
   * @param sliceMicros start of the slice of these runs
   */
  static long newest(byte[] runs, long sliceMicros) {
    long newest = Long.MIN_VALUE;
    for (int at = 0; at < runs.length; at += length(runs, at)) {
      ByteBuffer run = ByteBuffer.wrap(runs, at + Byte.BYTES, HEADER - Byte.BYTES);
      long start = sliceMicros + run.getInt();
      int period = run.getInt();
      int size = run.getShort() & 0xFFFF;
      newest = Math.max(newest, start + (size - 1L) * period);
    }
    return newest;
  }

  /**
   * Passes every run to a visitor.
   *
   * @param sliceMicros start of the slice of these runs
   */
  static void forEach(byte[] runs, long sliceMicros, Visitor visitor) {
    for (int at = 0; at < runs.length; at += length(runs, at)) {
      ByteBuffer run = ByteBuffer.wrap(runs, at, length(runs, at)).slice();
      visitor.run(
          BodyUnit.at(run.get()),
          sliceMicros + run.getInt(),
          run.getInt(),
          run.getShort() & 0xFFFF,
          run);
    }
  }
}
