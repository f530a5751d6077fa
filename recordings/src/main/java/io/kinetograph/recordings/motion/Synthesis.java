// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import io.kinetograph.imaging.segment.Segment;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Synthesizes the motion of an activity without gaps. Simulated wearables send this motion, and the
 * trainer's check measures it.
 *
 * <p>Irregular motion comes in jolts that go through all units at the same instant, as a step, a
 * catch or a turn does. Noise that is spread evenly over all instants, and differs from unit to
 * unit, comes from no body: a model that was trained to find unknown motions takes it for one.
 */
public final class Synthesis {

  /** Share of the samples at which there is a jolt: two in a second. */
  private static final double JOLTS = 0.08;

  /** Strength of the noise that is spread over all instants, as a share of all noise. */
  private static final double EVEN = 0.05;

  private static final double JOLT_SCALE = Math.sqrt((1 - EVEN * EVEN) / JOLTS);

  private final List<AxisMotion> motions;
  private final RandomGenerator random;
  private final double[] noise = new double[Segment.ROWS];
  private long made;

  /**
   * Starts an activity.
   *
   * @param motions of the 15 axes, in the order of a segment's rows
   * @param random for the noise; may be used elsewhere between two calls
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
    fill(values, 0, Segment.COLUMNS);
    return values;
  }

  /**
   * Continues the motion in a part of a segment.
   *
   * @param values 15 x 125 accelerations in m/s^2, row after row
   * @param from first column to write
   * @param to the column after the last one to write
   */
  public void fill(float[] values, int from, int to) {
    boolean[] jolts = new boolean[to - from];
    for (int i = 0; i < jolts.length; i++) {
      jolts[i] = random.nextDouble() < JOLTS;
    }
    for (int row = 0; row < Segment.ROWS; row++) {
      for (int i = 0; i < jolts.length; i++) {
        values[row * Segment.COLUMNS + from + i] = value(row, made + i, jolts[i]);
      }
    }
    made += jolts.length;
  }

  private float value(int row, long sample, boolean jolt) {
    AxisMotion motion = motions.get(row);
    double even = EVEN * random.nextGaussian();
    double impulse = jolt ? even + JOLT_SCALE * random.nextGaussian() : even;
    noise[row] = motion.nextNoise(noise[row], impulse);
    double seconds = (double) sample / Segment.SAMPLE_RATE_HZ;
    return (float) (motion.withoutNoise(seconds) + noise[row]);
  }
}
