// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.settings.AugmentationSettings;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Varies segments of a training set. It knows the segments of that set alone: a sliding window
 * cannot see a neighbor in the validation set or test set.
 */
public final class Augmenter {

  private static final int COLUMNS = Segment.COLUMNS;

  /** Half a segment: a window that slides further has the neighbor's label. */
  private static final int LARGEST_SHIFT = COLUMNS / 2;

  /** Of the pictures with units in any orientation, the fraction in which all units are. */
  private static final double ALL_UNITS = 0.75;

  /** To find a movement of another activity, if the training set has any. */
  private static final int MOST_TRIES = 100;

  private final AugmentationSettings augmentation;
  private final DataSet training;

  /**
   * Creates an augmenter.
   *
   * @param augmentation how much to vary
   * @param training the segments that a sliding window may see
   */
  public Augmenter(AugmentationSettings augmentation, DataSet training) {
    this.augmentation = augmentation;
    this.training = training;
  }

  /**
   * Varies a segment.
   *
   * @param segment one of the training set
   * @param random chooses the variation; the same state gives the same result
   * @return 15 x 125 accelerations in m/s^2, row after row
   */
  public float[] vary(RecordedSegment segment, RandomGenerator random) {
    float[] values = window(segment, random);
    if (augmentation.mirror() && Mirror.keeps(segment.id().activity()) && random.nextBoolean()) {
      Mirror.mirror(values);
    }
    wear(values, 1, random);
    return values;
  }

  /**
   * Makes a motion that is none of the activities, worn as those of {@link #vary} are.
   *
   * @param segment one of the training set, of which it is made
   * @param random chooses the motion; the same state gives the same result
   * @return 15 x 125 accelerations in m/s^2, row after row
   */
  public float[] unknown(RecordedSegment segment, RandomGenerator random) {
    float[] values = window(segment, random);
    Optional<float[]> other = movementOfAnotherGroup(segment, random);
    UnknownMotion motion =
        other.isPresent() ? UnknownMotion.any(values, random) : UnknownMotion.OSCILLATION;
    motion.apply(values, other.orElse(values), random);
    // Three units may be those of one of the two activities, and that activity is known.
    wear(values, motion == UnknownMotion.TWO_ACTIVITIES ? 4 : 2, random);
    return values;
  }

  private Optional<float[]> movementOfAnotherGroup(
      RecordedSegment segment, RandomGenerator random) {
    String group = group(segment);
    for (int i = 0; i < MOST_TRIES; i++) {
      RecordedSegment other = training.segments().get(random.nextInt(training.size()));
      if (!group(other).equals(group)) {
        float[] values = window(other, random);
        if (UnknownMotion.isMoving(values)) {
          return Optional.of(values);
        }
      }
    }
    return Optional.empty();
  }

  private static String group(RecordedSegment segment) {
    return ActivityGroups.of(ActivityLabels.of(segment.id().activity()));
  }

  /** What units measure that are strapped on in some way and have faults. */
  private void wear(float[] values, int fewestUnits, RandomGenerator random) {
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      scale(values, BodyUnit.at(unit), random);
    }
    if (random.nextDouble() < augmentation.exchange()) {
      Mirror.exchangeArms(values);
    }
    if (random.nextDouble() < augmentation.exchange()) {
      Mirror.exchangeLegs(values);
    }
    boolean turned = random.nextDouble() < augmentation.anyOrientation();
    turn(values, turned, random);
    // If units are worn as recorded, gravity's direction tells postures apart, and the network must
    // not rely on small differences of its magnitude, which faults hide.
    double faults = turned ? augmentation.sensorFaults() / 2 : augmentation.sensorFaults();
    if (random.nextDouble() < faults) {
      SensorFaults.some(random).apply(values);
    }
    if (augmentation.jitter() > 0) {
      addNoise(values, random);
    }
    if (random.nextDouble() < augmentation.unitDropout()) {
      dropUnits(values, fewestUnits, random);
    }
  }

  /** Keeps at most four units, each number with equal probability; the others are not worn. */
  private static void dropUnits(float[] values, int fewest, RandomGenerator random) {
    int worn = fewest + random.nextInt(BodyUnit.COUNT - fewest);
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      // Selection sampling: keeps exactly this many; each set of units has equal probability.
      if (random.nextInt(BodyUnit.COUNT - unit) < worn) {
        worn--;
      } else {
        int first = BodyUnit.at(unit).row(0) * COLUMNS;
        Arrays.fill(values, first, first + BodyUnit.AXES * COLUMNS, 0f);
      }
    }
  }

  /** A window that may overlap two segments and run faster or slower than the recording. */
  private float[] window(RecordedSegment segment, RandomGenerator random) {
    Optional<RecordedSegment> before = neighbor(segment, -1);
    Optional<RecordedSegment> after = neighbor(segment, 1);
    int first = before.isPresent() ? -COLUMNS : 0;
    int last = COLUMNS - 1 + (after.isPresent() ? COLUMNS : 0);

    // Every other window keeps the pace and starts at a sample, so it is not smoothed.
    boolean warped = augmentation.timeWarp() > 0 && random.nextBoolean();
    double pace = warped ? 1 + augmentation.timeWarp() * symmetric(random) : 1;
    pace = Math.min(pace, (double) (last - first) / (COLUMNS - 1));
    double length = pace * (COLUMNS - 1);
    double earliest = Math.max(first, -LARGEST_SHIFT);
    double latest = Math.min(last - length, LARGEST_SHIFT);
    double start = earliest + random.nextDouble() * Math.max(0, latest - earliest);
    if (!augmentation.timeShift()) {
      start = Math.min(0, latest);
    }
    if (!warped) {
      start = Math.floor(start);
    }

    float[] recording = new float[Segment.ROWS * 3 * COLUMNS];
    before.ifPresent(s -> put(s, 0, recording));
    put(segment, COLUMNS, recording);
    after.ifPresent(s -> put(s, 2 * COLUMNS, recording));
    return sample(recording, COLUMNS + start, pace, COLUMNS + first, COLUMNS + last);
  }

  private Optional<RecordedSegment> neighbor(RecordedSegment segment, int distance) {
    return augmentation.timeShift()
        ? training.find(segment.id().later(distance))
        : Optional.empty();
  }

  private static void put(RecordedSegment segment, int offset, float[] recording) {
    float[] values = segment.segment().toArray();
    for (int row = 0; row < Segment.ROWS; row++) {
      System.arraycopy(values, row * COLUMNS, recording, row * 3 * COLUMNS + offset, COLUMNS);
    }
  }

  /**
   * Catmull-Rom interpolation: it preserves the sharp peaks of steps better than linear
   * interpolation.
   */
  private static float[] sample(float[] recording, double start, double pace, int first, int last) {
    float[] values = new float[Segment.ROWS * COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      double at = Math.min(last, Math.max(first, start + pace * column));
      int left = (int) at;
      float t = (float) (at - left);
      int p0 = Math.max(first, left - 1);
      int p2 = Math.min(last, left + 1);
      int p3 = Math.min(last, left + 2);
      for (int row = 0; row < Segment.ROWS; row++) {
        int base = row * 3 * COLUMNS;
        float a = recording[base + p0];
        float b = recording[base + left];
        float c = recording[base + p2];
        float d = recording[base + p3];
        values[row * COLUMNS + column] =
            b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
      }
    }
    return values;
  }

  /** Scales a unit's movement about its mean; gravity is not changed. */
  private void scale(float[] values, BodyUnit unit, RandomGenerator random) {
    double factor = 1 + augmentation.scale() * symmetric(random);
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      RowMovement.scale(values, unit.row(axis) * COLUMNS, factor);
    }
  }

  /**
   * Turns the units: in most pictures a little, as units are never strapped on in exactly the same
   * way twice; in the others all units, or some, into any orientation.
   */
  private void turn(float[] values, boolean any, RandomGenerator random) {
    boolean all = random.nextDouble() < ALL_UNITS;
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      Rotation rotation =
          any && (all || random.nextBoolean())
              ? Rotation.any(random)
              : Rotation.aboutRandomAxis(
                  Math.toRadians(augmentation.rotation()) * symmetric(random), random);
      rotation.apply(values, BodyUnit.at(unit));
    }
  }

  /** Adds noise to each unit, of a strength of its own. */
  private void addNoise(float[] values, RandomGenerator random) {
    int length = BodyUnit.AXES * COLUMNS;
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      double deviation = augmentation.jitter() * random.nextDouble();
      int first = BodyUnit.at(unit).row(0) * COLUMNS;
      for (int i = first; i < first + length; i++) {
        values[i] += (float) (deviation * random.nextGaussian());
      }
    }
  }

  /** Uniformly distributed from -1 to 1. */
  private static double symmetric(RandomGenerator random) {
    return 2 * random.nextDouble() - 1;
  }
}
