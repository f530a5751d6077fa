// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static io.kinetograph.trainer.network.UnitVectors.CHANNEL_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.TIME_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.UNIT_AXIS;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Describes a segment by {@value #COUNT} numbers: 18 for each unit, and 30 for pairs of units.
 * Those of a unit are the length of the mean acceleration; the logarithms of the variances in the
 * two main horizontal directions; the logarithms of the standard deviations of six rows, and of
 * their mean changes from sample to sample; and the mean acceleration. The rows are the three axes,
 * and the movement along the vertical, across it, and of the magnitude. Those of a pair are the
 * correlations of each of the last three rows.
 *
 * <p>All but the mean acceleration and the rows of the axes are invariant: they do not depend on
 * how the units are turned.
 *
 * @param <T> a tensor
 */
public final class SegmentStatistics<T> {

  /** How many there are. */
  public static final int COUNT = 120;

  private static final int UNITS = BodyUnit.COUNT;
  private static final int OF_UNIT = 18;

  /** Index of the first of a unit's six deviations, which its six mean changes follow. */
  private static final int FIRST_ROW = 3;

  /** Index of a unit's mean acceleration among its statistics. */
  private static final int MEAN = 15;

  private static final int ROWS = 6;
  private static final int INVARIANT_ROWS = 3;

  /** Added before the logarithm, in (m/s^2)^2. */
  private static final double LEAST_VARIANCE = 1e-5;

  /** Added before the logarithm, in m/s^2. */
  private static final double LEAST_CHANGE = 1e-3;

  /** The indexes of the first and of the second unit of each pair. */
  private static final int[][] PAIRS = pairs();

  private final TensorOperations<T> ops;
  private final UnitVectors<T> vectors;

  SegmentStatistics(TensorOperations<T> ops) {
    this.ops = ops;
    this.vectors = new UnitVectors<>(ops);
  }

  private static int[][] pairs() {
    int[][] pairs = new int[2][UNITS * (UNITS - 1) / 2];
    int pair = 0;
    for (int left = 0; left < UNITS; left++) {
      for (int right = left + 1; right < UNITS; right++) {
        pairs[0][pair] = left;
        pairs[1][pair++] = right;
      }
    }
    return pairs;
  }

  /**
   * Whether a set of units is enough to compute a statistic.
   *
   * @param statistic its number, from 0 to {@value #COUNT}, exclusive
   * @param worn bit i is set if unit i is worn
   */
  public static boolean isKnown(int statistic, int worn) {
    int needed = 1 << (statistic / OF_UNIT);
    if (statistic >= UNITS * OF_UNIT) {
      int pair = (statistic - UNITS * OF_UNIT) / INVARIANT_ROWS;
      needed = (1 << PAIRS[0][pair]) | (1 << PAIRS[1][pair]);
    }
    return (needed & ~worn) == 0;
  }

  /**
   * Whether a statistic does not depend on how the units are turned.
   *
   * @param statistic its number, from 0 to {@value #COUNT}, exclusive
   */
  public static boolean isInvariant(int statistic) {
    if (statistic >= UNITS * OF_UNIT) {
      return true;
    }
    int ofUnit = statistic % OF_UNIT;
    return ofUnit < FIRST_ROW || (ofUnit < MEAN && (ofUnit - FIRST_ROW) % ROWS >= BodyUnit.AXES);
  }

  /** The indexes of a unit's mean acceleration among the statistics. */
  public static IntStream meanOf(int unit) {
    int first = unit * OF_UNIT + MEAN;
    return IntStream.range(first, first + BodyUnit.AXES);
  }

  /**
   * The statistics of segments, computed by the training engine.
   *
   * @param segments one or more, with all units worn
   * @param scale of their pictures
   * @param manager of the engine; keeps nothing
   * @return a row of {@value #COUNT} numbers for each segment
   */
  public static float[][] of(List<Segment> segments, PixelScale scale, NDManager manager) {
    float[][] rows = new float[segments.size()][];
    for (int first = 0; first < rows.length; first += Classifier.BATCH) {
      int size = Math.min(Classifier.BATCH, rows.length - first);
      try (NDManager step = manager.newSubManager()) {
        EngineOperations ops = new EngineOperations(step);
        UnitMovement<NDArray> movement =
            UnitMovement.of(
                ops,
                EngineClassifier.pictures(segments.subList(first, first + size), scale, step),
                scale);
        NDArray all = new SegmentStatistics<>(ops).of(movement);
        for (int i = 0; i < size; i++) {
          rows[first + i] = all.get(i).toFloatArray();
        }
      }
    }
    return rows;
  }

  /**
   * Computes the statistics. Those of units that are not worn are finite but meaningless.
   *
   * @return N x {@value #COUNT}
   */
  T of(UnitMovement<T> units) {
    T rows =
        vectors.concatenated(
            List.of(
                units.movement(),
                units.along(),
                withoutMean(units.across()),
                withoutMean(units.magnitude())));
    T variance = ops.mean(vectors.square(rows), TIME_AXIS);
    T change =
        ops.mean(
            ops.absolute(
                ops.subtract(
                    ops.slice(rows, TIME_AXIS, 1, Picture.COLUMNS),
                    ops.slice(rows, TIME_AXIS, 0, Picture.COLUMNS - 1))),
            TIME_AXIS);
    HorizontalMovement<T> horizontal = units.horizontal();
    T logarithms =
        ops.multiply(
            ops.logarithm(
                ops.add(
                    vectors.concatenated(
                        List.of(
                            horizontal.firstVariance(),
                            horizontal.secondVariance(),
                            variance,
                            change)),
                    ofRows(LEAST_VARIANCE, UnitVectors.LEAST_SQUARE, LEAST_CHANGE))),
            // The logarithm of a deviation is half of that of a variance.
            ofRows(1, 0.5, 1));
    T ofUnits = vectors.concatenated(List.of(units.gravity(), logarithms, units.mean()));
    T deviation =
        ops.squareRoot(ops.add(invariant(variance), ops.constant(UnitVectors.LEAST_SQUARE)));
    T normal = ops.divide(invariant(rows), deviation);
    T correlations =
        ops.mean(
            ops.multiply(
                ops.gather(normal, UNIT_AXIS, PAIRS[0]), ops.gather(normal, UNIT_AXIS, PAIRS[1])),
            TIME_AXIS);
    return ops.concatenate(
        1,
        List.of(
            ops.reshape(ofUnits, -1, (long) UNITS * OF_UNIT),
            ops.reshape(correlations, -1, (long) PAIRS[0].length * INVARIANT_ROWS)));
  }

  /** A number for each of the two horizontal directions, six deviations and six changes. */
  private T ofRows(double horizontal, double deviation, double change) {
    float[] values = new float[2 + 2 * ROWS];
    Arrays.fill(values, 0, 2, (float) horizontal);
    Arrays.fill(values, 2, 2 + ROWS, (float) deviation);
    Arrays.fill(values, 2 + ROWS, values.length, (float) change);
    return ops.constant(values, 1, 1, values.length, 1);
  }

  private T withoutMean(T row) {
    return ops.subtract(row, ops.mean(row, TIME_AXIS));
  }

  /** The rows that do not depend on how a unit is turned. */
  private T invariant(T rows) {
    return ops.slice(rows, CHANNEL_AXIS, BodyUnit.AXES, ROWS);
  }
}
