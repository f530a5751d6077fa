// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Motions that are none of the data set's activities, made from its segments. A network that is
 * trained to give all labels the same probability for them has small logits for other unknown
 * motions too (outlier exposure: Hendrycks, Mazeika and Dietterich 2019, arXiv 1812.04606).
 */
enum UnknownMotion {
  /** Two or three units move as in one activity, the others as in another one. */
  TWO_ACTIVITIES {
    @Override
    void apply(float[] values, float[] other, RandomGenerator random) {
      int left = 2 + random.nextInt(2);
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        // Selection sampling: replaces exactly this many units.
        if (random.nextInt(BodyUnit.COUNT - unit) < left) {
          left--;
          System.arraycopy(other, first(unit), values, first(unit), LENGTH);
        }
      }
    }
  },

  /** A pace at which nobody does the activity: 0.35 to 0.6 or 1.7 to 2.7 times the recorded one. */
  OTHER_PACE {
    @Override
    void apply(float[] values, float[] other, RandomGenerator random) {
      double pace = random.nextBoolean() ? between(0.35, 0.6, random) : between(1.7, 2.7, random);
      float[] row = new float[COLUMNS];
      int last = COLUMNS - 1;
      for (int first = 0; first < values.length; first += COLUMNS) {
        System.arraycopy(values, first, row, 0, COLUMNS);
        for (int column = 0; column < COLUMNS; column++) {
          // To the end and back, so that no jump is seen.
          double at = pace * column % (2 * last);
          at = Math.min(at, 2 * last - at);
          int left = Math.min((int) at, last - 1);
          values[first + column] = (float) (row[left] + (at - left) * (row[left + 1] - row[left]));
        }
      }
    }
  },

  /**
   * A strength at which nobody does the activity: 0.1 to 0.3 or 2.5 to 5.5 times the recorded one.
   */
  OTHER_STRENGTH {
    @Override
    void apply(float[] values, float[] other, RandomGenerator random) {
      double factor = random.nextBoolean() ? between(0.1, 0.3, random) : between(2.5, 5.5, random);
      for (int first = 0; first < values.length; first += COLUMNS) {
        RowMovement.scale(values, first, factor);
      }
    }
  },

  /** The torso moves as an arm or a leg does, and arms as legs. */
  OTHER_PLACES {
    @Override
    void apply(float[] values, float[] other, RandomGenerator random) {
      float[] moved = values.clone();
      List<Integer> places = PLACES.get(random.nextInt(PLACES.size()));
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        System.arraycopy(moved, first(places.get(unit)), values, first(unit), LENGTH);
      }
    }
  },

  /** Oscillations of random frequency, strength and direction about a recorded posture. */
  OSCILLATION {
    @Override
    void apply(float[] values, float[] other, RandomGenerator random) {
      double center = Math.exp(between(-1, 2, random));
      double width = Math.exp(between(-1.2, 0.3, random));
      // Above the sway of a person who stands still.
      double strength = Math.exp(between(-1, 2.3, random));
      for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
        double amplitude =
            strength * Math.exp(0.7 * random.nextGaussian()) * Math.sqrt(2.0 / OSCILLATIONS);
        for (int first = first(unit); first < first(unit) + LENGTH; first += COLUMNS) {
          Arrays.fill(values, first, first + COLUMNS, (float) RowMovement.mean(values, first));
          for (int i = 0; i < OSCILLATIONS; i++) {
            double hertz = center * Math.exp(between(-width, width, random));
            oscillate(values, first, amplitude, hertz, random);
          }
        }
      }
    }

    private void oscillate(
        float[] values, int first, double amplitude, double hertz, RandomGenerator random) {
      double step = 2 * Math.PI * hertz / Segment.SAMPLE_RATE_HZ;
      double phase = between(0, 2 * Math.PI, random);
      for (int column = 0; column < COLUMNS; column++) {
        values[first + column] += (float) (amplitude * Math.sin(phase + step * column));
      }
    }
  };

  private static final int COLUMNS = Segment.COLUMNS;
  private static final int LENGTH = BodyUnit.AXES * COLUMNS;

  /** Standard deviation, in m/s^2. */
  private static final double LEAST_MOVEMENT = 0.7;

  /** Enough that their sum looks like noise. */
  private static final int OSCILLATIONS = 8;

  /** Whose motion torso, right arm, left arm, right leg and left leg get. */
  private static final List<List<Integer>> PLACES =
      List.of(
          List.of(0, 3, 4, 1, 2),
          List.of(1, 0, 2, 3, 4),
          List.of(3, 1, 2, 0, 4),
          List.of(2, 3, 0, 4, 1),
          List.of(4, 1, 3, 2, 0));

  /**
   * Makes a motion of this kind, in place.
   *
   * @param values 15 x 125 accelerations in m/s^2, row after row
   * @param other as many, of another activity
   */
  abstract void apply(float[] values, float[] other, RandomGenerator random);

  /**
   * A kind that makes something else of these values, each with the same probability. Whoever keeps
   * still does so at any pace, strength and place.
   */
  static UnknownMotion any(float[] values, RandomGenerator random) {
    UnknownMotion kind = values()[random.nextInt(values().length)];
    return kind == TWO_ACTIVITIES || isMoving(values) ? kind : OSCILLATION;
  }

  /** Whether a unit moves more than one of a person who sits, stands, lies or talks does. */
  static boolean isMoving(float[] values) {
    double variance = 0;
    for (int first = 0; first < values.length; first += COLUMNS) {
      double mean = RowMovement.mean(values, first);
      for (int i = first; i < first + COLUMNS; i++) {
        variance += (values[i] - mean) * (values[i] - mean) / values.length;
      }
    }
    return variance > LEAST_MOVEMENT * LEAST_MOVEMENT;
  }

  private static int first(int unit) {
    return BodyUnit.at(unit).row(0) * COLUMNS;
  }

  private static double between(double least, double most, RandomGenerator random) {
    return least + (most - least) * random.nextDouble();
  }
}
