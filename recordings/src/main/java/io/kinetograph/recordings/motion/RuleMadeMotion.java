// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Motions that are none of the data set's activities, made by rules. A model should call them
 * unknown. No network is trained on them. Frequencies, strengths, phases and directions are random,
 * evenly over the given ranges; a standing person's units lean by up to 10 degrees from the {@link
 * MountingContract}.
 */
public enum RuleMadeMotion {
  /**
   * A standing person shakes: all units oscillate at one frequency of 2.5 to 5.5 Hz, each with an
   * amplitude of about 0.6 to 7.4 m/s^2 and a phase for each axis.
   */
  SHAKING {
    @Override
    void apply(float[] values, RandomGenerator random) {
      stand(values, random);
      double hertz = between(2.5, 5.5, random);
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        double amplitude = Math.exp(between(-0.5, 2, random));
        for (double[] axis : AXES) {
          add(values, unit, axis, wave(amplitude * random.nextGaussian(), hertz, random));
        }
      }
    }
  },

  /**
   * A standing person claps: impulses of 8 to 23 m/s^2 in both arms, 1.5 to 4 times a second, and
   * the swing of the arms between them.
   */
  CLAPPING {
    @Override
    void apply(float[] values, RandomGenerator random) {
      stand(values, random);
      double hertz = between(1.5, 4, random);
      double phase = random.nextDouble();
      double strength = between(8, 23, random);
      double width = 0.08;
      DoubleUnaryOperator claps =
          t -> {
            double cycle = (t * hertz + phase) % 1;
            double impulse = Math.exp(-Math.pow((cycle - 0.5) / width, 2));
            return strength * (impulse - Math.sqrt(Math.PI) * width);
          };
      for (BodyUnit arm : List.of(BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM)) {
        add(values, arm.index(), direction(random), claps);
        for (double[] axis : AXES) {
          add(values, arm.index(), axis, wave(1.5 * random.nextGaussian(), hertz, random));
        }
      }
    }
  },

  /**
   * A standing person waves: one arm, held in any direction, oscillates at 0.8 to 2.5 Hz with 3 to
   * 8 m/s^2.
   */
  WAVING {
    @Override
    void apply(float[] values, RandomGenerator random) {
      stand(values, random);
      int arm = (random.nextBoolean() ? BodyUnit.RIGHT_ARM : BodyUnit.LEFT_ARM).index();
      Rotation held = Rotation.any(random);
      held.apply(values, BodyUnit.at(arm));
      add(
          values,
          arm,
          direction(random),
          wave(between(3, 8, random), between(0.8, 2.5, random), random));
      noise(values, arm, 0.5, random);
    }
  },

  /**
   * A walking person carries all units in a bag, each in any orientation: they measure what one
   * unit on the torso would, at 1.4 to 2.1 steps a second.
   */
  CARRIED_IN_BAG {
    @Override
    void apply(float[] values, RandomGenerator random) {
      double hertz = between(1.4, 2.1, random);
      add(values, 0, AXES[2], t -> GRAVITY);
      add(values, 0, AXES[2], wave(between(1, 2, random), hertz, random));
      add(values, 0, AXES[2], wave(between(0.5, 1.2, random), 2 * hertz, random));
      add(values, 0, AXES[1], wave(between(0.5, 1.2, random), hertz, random));
      add(values, 0, AXES[1], wave(between(0.5, 1, random), 2 * hertz, random));
      add(values, 0, AXES[0], wave(between(0.7, 1.5, random), hertz / 2, random));
      noise(values, 0, 0.3, random);
      for (int unit = BodyUnit.COUNT - 1; unit >= 0; unit--) {
        copyFirst(values, unit);
        Rotation.any(random).apply(values, BodyUnit.at(unit));
        noise(values, unit, 0.05, random);
      }
    }
  },

  /**
   * All units swing on a strap like a pendulum of 0.3 to 0.9 m by 10 to 45 degrees, each in any
   * orientation and up to a fifth above or below the end of the pendulum.
   */
  SWINGING_ON_STRAP {
    @Override
    void apply(float[] values, RandomGenerator random) {
      double length = between(0.3, 0.9, random);
      double most = Math.toRadians(between(10, 45, random));
      double speed = Math.sqrt(GRAVITY / length);
      double phase = between(0, 2 * Math.PI, random);
      DoubleUnaryOperator angle = t -> most * Math.sin(speed * t + phase);
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        double radius = length * between(0.8, 1.2, random);
        add(
            values,
            unit,
            AXES[2],
            t ->
                GRAVITY * Math.cos(angle.applyAsDouble(t))
                    + radius * Math.pow(most * speed * Math.cos(speed * t + phase), 2));
        add(
            values,
            unit,
            AXES[0],
            t ->
                GRAVITY * Math.sin(angle.applyAsDouble(t))
                    - radius * speed * speed * angle.applyAsDouble(t));
        Rotation.any(random).apply(values, BodyUnit.at(unit));
        noise(values, unit, 0.05, random);
      }
    }
  },

  /**
   * All units lie side by side on a table or in a vehicle that vibrates: gravity has one direction
   * for all of them, with broadband noise of about 0.1 to 1.5 m/s^2 that they have in common.
   */
  LYING_ON_VIBRATING_TABLE {
    @Override
    void apply(float[] values, RandomGenerator random) {
      add(values, 0, direction(random), t -> GRAVITY);
      noise(values, 0, Math.exp(between(-2.3, 0.4, random)), random);
      for (int unit = BodyUnit.COUNT - 1; unit >= 0; unit--) {
        copyFirst(values, unit);
        noise(values, unit, 0.05, random);
      }
    }
  };

  private static final double GRAVITY = 9.81;

  private static final double[][] AXES = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  private static final int LENGTH = BodyUnit.AXES * Segment.COLUMNS;

  /**
   * Makes segments of this motion.
   *
   * @param seed another seed gives other segments
   */
  public List<Segment> segments(int count, long seed) {
    RandomGenerator random = new SplittableRandom(31 * seed + name().hashCode());
    return Stream.generate(() -> segment(random)).limit(count).toList();
  }

  private Segment segment(RandomGenerator random) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    apply(values, random);
    return Segment.measured(0, values);
  }

  /**
   * Makes a segment of this motion.
   *
   * @param values 15 x 125 zeros, row after row; accelerations in m/s^2 afterwards
   */
  abstract void apply(float[] values, RandomGenerator random);

  private static void stand(float[] values, RandomGenerator random) {
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      BodyUnit at = BodyUnit.at(unit);
      double leaning = Math.toRadians(between(0, 10, random));
      double[] still =
          Rotation.aboutRandomAxis(leaning, random).apply(MountingContract.standing(at));
      add(values, unit, still, t -> 1);
      noise(values, unit, 0.03, random);
    }
  }

  /** Adds a signal, by seconds, in one direction. */
  private static void add(
      float[] values, int unit, double[] direction, DoubleUnaryOperator signal) {
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      int first = BodyUnit.at(unit).row(axis) * Segment.COLUMNS;
      for (int i = 0; i < Segment.COLUMNS; i++) {
        double seconds = (double) i / Segment.SAMPLE_RATE_HZ;
        values[first + i] += (float) (direction[axis] * signal.applyAsDouble(seconds));
      }
    }
  }

  /** Adds white noise. */
  private static void noise(float[] values, int unit, double deviation, RandomGenerator random) {
    int first = BodyUnit.at(unit).row(0) * Segment.COLUMNS;
    for (int i = first; i < first + LENGTH; i++) {
      values[i] += (float) (deviation * random.nextGaussian());
    }
  }

  private static void copyFirst(float[] values, int unit) {
    System.arraycopy(values, 0, values, BodyUnit.at(unit).row(0) * Segment.COLUMNS, LENGTH);
  }

  private static DoubleUnaryOperator wave(double amplitude, double hertz, RandomGenerator random) {
    double phase = between(0, 2 * Math.PI, random);
    return t -> amplitude * Math.sin(2 * Math.PI * hertz * t + phase);
  }

  private static double[] direction(RandomGenerator random) {
    return Rotation.any(random).apply(AXES[0]);
  }

  private static double between(double least, double most, RandomGenerator random) {
    return least + (most - least) * random.nextDouble();
  }

  /** Its name on the command line, such as {@code carried-in-bag}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
