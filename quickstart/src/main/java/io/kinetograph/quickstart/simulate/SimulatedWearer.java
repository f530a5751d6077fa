package io.kinetograph.quickstart.simulate;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.Motion;
import io.kinetograph.quickstart.publish.TrueSegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A made-up wearer, who goes from one activity to another without an end and stays in each for 20
 * to 40 s. Activities change where segments do, so that each segment has one truth. The same seed
 * gives the same motion.
 */
public final class SimulatedWearer implements Motion {

  private static final int SHORTEST_STAY = 4;
  private static final int LONGEST_STAY = 8;

  private final String wearer;
  private final MotionTable table;
  private final RandomGenerator random;
  private final double[] noise = new double[Segment.ROWS];

  private String activity;
  private int segment;
  private int stay;

  /**
   * Creates a wearer who has not moved yet.
   *
   * @param wearer the wearer's id
   * @param table how people move
   * @param seed of what the wearer does and of the noise
   */
  public SimulatedWearer(String wearer, MotionTable table, long seed) {
    this.wearer = wearer;
    this.table = table;
    // Neighbouring seeds would give neighbouring first numbers without the split.
    this.random = new SplittableRandom(seed).split();
    this.activity = "";
  }

  @Override
  public String wearer() {
    return wearer;
  }

  @Override
  public int segments() {
    return 0;
  }

  @Override
  public TrueSegment next() {
    if (segment == stay) {
      change();
    }
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    List<AxisMotion> motion = table.of(activity);
    for (int row = 0; row < Segment.ROWS; row++) {
      for (int column = 0; column < Segment.COLUMNS; column++) {
        int sample = segment * Segment.COLUMNS + column;
        values[row * Segment.COLUMNS + column] = value(motion.get(row), row, sample);
      }
    }
    segment++;
    return new TrueSegment(activity, segment, values);
  }

  private float value(AxisMotion motion, int row, int sample) {
    double gaussian = random.nextGaussian();
    noise[row] = sample == 0 ? motion.noise() * gaussian : motion.nextNoise(noise[row], gaussian);
    double seconds = (double) sample / Segment.SAMPLE_RATE_HZ;
    return (float) (motion.withoutNoise(seconds) + noise[row]);
  }

  private void change() {
    List<String> others =
        table.activities().stream().filter(other -> !other.equals(activity)).toList();
    List<String> choice = others.isEmpty() ? table.activities() : others;
    activity = choice.get(random.nextInt(choice.size()));
    stay = random.nextInt(SHORTEST_STAY, LONGEST_STAY + 1);
    segment = 0;
  }
}
