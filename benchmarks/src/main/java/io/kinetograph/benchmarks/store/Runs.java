package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.reading.Reading;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Evenly spaced samples, one run behind the other: unit, start, period, count, samples. */
final class Runs {

  private static final int HEADER = Byte.BYTES + Long.BYTES + Integer.BYTES + Short.BYTES;
  private static final int SAMPLE = 3 * Float.BYTES;

  private Runs() {}

  static int length(int samples) {
    return HEADER + samples * SAMPLE;
  }

  static void write(Reading reading, int from, int to, ByteBuffer runs) {
    runs.put((byte) reading.unit().index())
        .putLong(reading.timeMicros(from))
        .putInt(reading.periodMicros())
        .putShort((short) (to - from));
    for (int i = from; i < to; i++) {
      runs.putFloat(reading.x(i)).putFloat(reading.y(i)).putFloat(reading.z(i));
    }
  }

  /** Whether a run of the same unit, start, period and count is among them. */
  static boolean contain(byte[] runs, byte[] run) {
    int at = 0;
    while (at < runs.length) {
      if (Arrays.equals(runs, at, at + HEADER, run, 0, HEADER)) {
        return true;
      }
      at += length(ByteBuffer.wrap(runs, at + HEADER - Short.BYTES, Short.BYTES).getShort());
    }
    return false;
  }

  static void read(ByteBuffer runs, SegmentAssembler assembler) {
    while (runs.hasRemaining()) {
      BodyUnit unit = BodyUnit.at(runs.get());
      long start = runs.getLong();
      int period = runs.getInt();
      int size = runs.getShort();
      for (int i = 0; i < size; i++) {
        assembler.add(
            unit, start + (long) i * period, runs.getFloat(), runs.getFloat(), runs.getFloat());
      }
    }
  }
}
