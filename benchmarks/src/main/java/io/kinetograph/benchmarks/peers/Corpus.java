// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.quickstart.wearer.WearerMotion;
import java.io.IOException;
import java.util.List;

/**
 * What all wearers do: 32 simulated motions of 40 s, each over and over, so that any wearer's
 * samples at any time are known. Samples are taken at whole multiples of 40 ms since the epoch.
 */
public final class Corpus {

  /** Different motions; wearer {@code i} has motion {@code i % 32}. */
  public static final int MOTIONS = 32;

  /** Segments after which a motion begins again. */
  public static final int SEGMENTS = 8;

  /** Samples after which a motion begins again. */
  public static final int SAMPLES = SEGMENTS * Segment.COLUMNS;

  private final float[][] values = new float[MOTIONS][Segment.ROWS * SAMPLES];

  /** Simulates the motions; they are the same each time. */
  public Corpus() {
    List<WearerMotion> motions = WearerGroup.simulated(MOTIONS, 1, Routine.PLAIN).motions();
    try {
      for (int motion = 0; motion < MOTIONS; motion++) {
        for (int segment = 0; segment < SEGMENTS; segment++) {
          var next = motions.get(motion).next();
          if (next == null) {
            throw new IllegalStateException("a simulated motion has ended");
          }
          copy(next.toArray(), values[motion], segment);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("a simulated motion cannot be read", e);
    }
  }

  private static void copy(float[] from, float[] to, int segment) {
    for (int row = 0; row < Segment.ROWS; row++) {
      System.arraycopy(
          from,
          row * Segment.COLUMNS,
          to,
          row * SAMPLES + segment * Segment.COLUMNS,
          Segment.COLUMNS);
    }
  }

  /** The index of the sample at a time, in microseconds since the epoch. */
  public static int index(long micros) {
    return (int) Math.floorMod(micros / Segment.COLUMN_MICROS, (long) SAMPLES);
  }

  /** One sample, in m/s^2. */
  public float value(int motion, int row, int index) {
    return values[motion][row * SAMPLES + index % SAMPLES];
  }

  /** The 125 samples of each row from an index on, as they were measured. */
  public Segment segment(int motion, int index) {
    float[] segment = new float[Segment.ROWS * Segment.COLUMNS];
    for (int row = 0; row < Segment.ROWS; row++) {
      for (int column = 0; column < Segment.COLUMNS; column++) {
        segment[row * Segment.COLUMNS + column] = value(motion, row, index + column);
      }
    }
    return Segment.measured(0, segment);
  }
}
