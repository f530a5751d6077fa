// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static io.kinetograph.trainer.network.UnitVectors.CHANNEL_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.TIME_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.UNIT_AXIS;

import ai.djl.ndarray.types.Shape;
import io.kinetograph.imaging.segment.BodyUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A linear discriminant of {@link SegmentStatistics}. It adds {@code log(p classes)} to the
 * network's logit of an activity of probability p, so equal probabilities add 0. All activities
 * have the same prior probability.
 *
 * <p>There are two discriminants: one of all statistics, and one of those that do not depend on how
 * the units are turned. Their log-probabilities, at least {@value #MIN_LOG_PROBABILITY}, are
 * averaged with weights. The better the mean accelerations of the worn units fit an activity in the
 * training set, the larger the weight of the first one.
 *
 * <p>Each has its own weights for every set of worn units. Weights of statistics that a set does
 * not have are 0. If no unit is worn, nothing is added.
 *
 * @param <T> a tensor
 */
public final class Discriminant<T> {

  private static final String PREFIX = "discriminant.";

  /** Means of the statistics, 1 x {@value SegmentStatistics#COUNT}. */
  public static final String MEAN = PREFIX + "mean";

  /** Inverse standard deviations of the statistics, of the same shape. */
  public static final String FACTOR = PREFIX + "factor";

  /**
   * Weights, worn sets x statistics x 2 classes: for all statistics, and for the invariant ones
   * alone.
   */
  public static final String WEIGHT = PREFIX + "weight";

  /** Biases, worn sets x 1 x 2 classes. */
  public static final String BIAS = PREFIX + "bias";

  /**
   * For each unit, the matrix that makes the distances of mean accelerations comparable: 1 x 5 x 3
   * x 3.
   */
  public static final String POSTURE = PREFIX + "posture";

  /** Means of the training set's mean accelerations times that matrix, 1 x 5 x classes x 3. */
  public static final String POSTURES = PREFIX + "postures";

  /** Number of dimensions of the weights and biases: a table with a part for each worn set. */
  public static final int TABLE_AXES = 3;

  /** How many sets of worn units there are, with the empty one: bit i says that unit i is worn. */
  public static final int WORN_SETS = 1 << BodyUnit.COUNT;

  /** Standardized statistics are clipped to this many standard deviations. */
  public static final double MAX_DEVIATION = 8;

  /**
   * The least log-probability: a confident network keeps its label, even if a wearer's units are
   * worn elsewhere than those of the training set, and the discriminant is wrong. From -10 to -3,
   * the accuracy of left-out wearers as recorded differs by 0.1 points.
   */
  private static final double MIN_LOG_PROBABILITY = -4;

  /**
   * Squared distance of a posture, divided by the square of the number of worn units, at which both
   * discriminants count the same. Its expected value is 3 for one unit, and 0.6 for five: one unit
   * fits some activity by chance, and even one that fits gets only half of the weight. From 2.4 to
   * 3, accuracies differ by up to 0.1 points as recorded, and 0.6 in any orientation.
   */
  private static final double HALF_DISTANCE = 3;

  /** Scale of the sigmoid; not tuned. */
  private static final double DISTANCE_SCALE = 0.4;

  private final TensorOperations<T> ops;
  private final Function<String, T> parameters;

  /**
   * @param ops operations that compute it
   * @param parameters by name
   */
  Discriminant(TensorOperations<T> ops, Function<String, T> parameters) {
    this.ops = ops;
    this.parameters = parameters;
  }

  /** Whether a parameter of the network belongs to the discriminant. */
  public static boolean isParameter(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * The shapes of the parameters by name.
   *
   * @param classes number of activities
   */
  public static Map<String, Shape> shapes(int classes) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(MEAN, new Shape(1, SegmentStatistics.COUNT));
    shapes.put(FACTOR, new Shape(1, SegmentStatistics.COUNT));
    shapes.put(WEIGHT, new Shape(WORN_SETS, SegmentStatistics.COUNT, 2L * classes));
    shapes.put(BIAS, new Shape(WORN_SETS, 1, 2L * classes));
    shapes.put(POSTURE, new Shape(1, BodyUnit.COUNT, BodyUnit.AXES, BodyUnit.AXES));
    shapes.put(POSTURES, new Shape(1, BodyUnit.COUNT, classes, BodyUnit.AXES));
    return shapes;
  }

  /**
   * Computes the term that is added to the logits.
   *
   * @param units of the pictures
   * @param classes number of activities
   * @return N x classes, at most the logarithm of the number of classes
   */
  T of(UnitMovement<T> units, int classes) {
    T set = ops.reshape(ops.sum(ops.multiply(units.worn(), bits()), UNIT_AXIS), -1);
    T statistics =
        ops.clip(
            ops.multiply(
                ops.subtract(new SegmentStatistics<>(ops).of(units), parameter(MEAN)),
                parameter(FACTOR)),
            -MAX_DEVIATION,
            MAX_DEVIATION);
    T logits =
        ops.add(
            ops.product(
                ops.reshape(statistics, -1, 1, SegmentStatistics.COUNT),
                ops.lookUp(parameter(WEIGHT), set)),
            ops.lookUp(parameter(BIAS), set));
    T both = ops.clip(ops.logSoftmax(ops.reshape(logits, -1, 2, classes)), MIN_LOG_PROBABILITY, 0);
    T shareOfAll = ops.reshape(shareAsTrained(units.mean(), units.worn()), -1, 1, 1);
    T shares = ops.concatenate(2, List.of(shareOfAll, ops.subtract(ops.constant(1), shareOfAll)));
    T logProbability = ops.product(shares, both);
    return ops.reshape(ops.add(logProbability, ops.constant(Math.log(classes))), -1, classes);
  }

  /** How well the orientation of the units fits the training set, from 0 to 1: N x 1 x 1 x 1. */
  private T shareAsTrained(T mean, T worn) {
    T posture = ops.sum(ops.multiply(mean, parameter(POSTURE)), CHANNEL_AXIS);
    T difference = ops.subtract(posture, parameter(POSTURES));
    T squares = ops.sum(ops.multiply(difference, difference), TIME_AXIS);
    T distance = ops.minimum(ops.sum(ops.multiply(squares, worn), UNIT_AXIS), CHANNEL_AXIS);
    T count = ops.clip(ops.sum(worn, UNIT_AXIS), 1, BodyUnit.COUNT);
    T relative = ops.divide(distance, ops.multiply(count, count));
    return ops.sigmoid(
        ops.divide(
            ops.subtract(ops.constant(HALF_DISTANCE), relative), ops.constant(DISTANCE_SCALE)));
  }

  private T bits() {
    float[] bits = new float[BodyUnit.COUNT];
    for (int unit = 0; unit < bits.length; unit++) {
      bits[unit] = 1 << unit;
    }
    return ops.constant(bits, 1, BodyUnit.COUNT, 1, 1);
  }

  private T parameter(String name) {
    return parameters.apply(name);
  }
}
