// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import io.kinetograph.imaging.segment.Segment;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Synthesizes the motion of an activity, segment after segment without gaps. Simulated wearables
 * send this motion, and the trainer's check measures it.
 */
public final class Synthesis {

  private final List<AxisMotion> motions;
  private final RandomGenerator random;
  private final double[] noise = new double[Segment.ROWS];
  private long made;

  /**
   * Starts an activity.
   *
   * @param motions of the 15 axes, in the order of a segment's rows
   * @param random for the noise; may be used elsewhere between two segments
   * @throws IllegalArgumentException if there are not 15 motions
   */
  public Synthesis(List<AxisMotion> motions, RandomGenerator random) {
    if (motions.size() != Segment.ROWS) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d motions, not %d", motions.size(), Segment.ROWS));
    }
    this.motions = List.copyOf(motions);
    this.random = random;
  }

  /**
   * The next five seconds.
   *
   * @return 15 x 125 accelerations in m/s^2, row after row
   */
  public float[] next() {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int row = 0; row < Segment.ROWS; row++) {
      for (int column = 0; column < Segment.COLUMNS; column++) {
        values[row * Segment.COLUMNS + column] = value(row, made * Segment.COLUMNS + column);
      }
    }
    made++;
    return values;
  }

  private float value(int row, long sample) {
    AxisMotion motion = motions.get(row);
    double gaussian = random.nextGaussian();
    noise[row] = sample == 0 ? motion.noise() * gaussian : motion.nextNoise(noise[row], gaussian);
    double seconds = (double) sample / Segment.SAMPLE_RATE_HZ;
    return (float) (motion.withoutNoise(seconds) + noise[row]);
  }
}
