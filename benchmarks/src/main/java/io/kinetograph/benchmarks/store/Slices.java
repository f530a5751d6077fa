package io.kinetograph.benchmarks.store;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.reading.Reading;

/** Cuts readings at the borders of segments. */
final class Slices {

  /** Takes one part of a reading. */
  interface Part {
    void take(long sliceMicros, int from, int to);
  }

  private Slices() {}

  static long of(long micros) {
    return Math.floorDiv(micros, Segment.LENGTH_MICROS) * Segment.LENGTH_MICROS;
  }

  static void cut(Reading reading, Part part) {
    int from = 0;
    while (from < reading.size()) {
      long slice = of(reading.timeMicros(from));
      int to = from + 1;
      while (to < reading.size() && reading.timeMicros(to) < slice + Segment.LENGTH_MICROS) {
        to++;
      }
      part.take(slice, from, to);
      from = to;
    }
  }
}
