package io.kinetograph.trainer.simulate;

import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes segments of a table's figures, as a simulated wearable does. */
final class Synthesis {

  private Synthesis() {}

  /**
   * The first segments of an activity, one after another.
   *
   * @param motions 15, in the order of a segment's rows
   * @param count how many segments
   * @param seed of the noise
   */
  static List<Segment> segments(List<Motion> motions, int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] noise = new double[Segment.ROWS];
    for (int row = 0; row < Segment.ROWS; row++) {
      noise[row] = random.nextGaussian() * motions.get(row).noise();
    }
    List<Segment> segments = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int column = 0; column < Segment.COLUMNS; column++) {
        double seconds = (double) (s * Segment.COLUMNS + column) / Segment.SAMPLE_RATE_HZ;
        for (int row = 0; row < Segment.ROWS; row++) {
          Motion motion = motions.get(row);
          double value = motion.mean() + noise[row];
          for (Motion.Component wave : motion.components()) {
            value += wave.at(seconds);
          }
          values[row * Segment.COLUMNS + column] = (float) value;
          double fresh = Math.sqrt(1 - motion.memory() * motion.memory());
          noise[row] =
              motion.memory() * noise[row] + fresh * motion.noise() * random.nextGaussian();
        }
      }
      segments.add(Segment.measured(s * Segment.LENGTH_MICROS, values));
    }
    return segments;
  }
}
