// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static io.kinetograph.trainer.network.UnitVectors.CHANNEL_AXIS;
import static io.kinetograph.trainer.network.UnitVectors.TIME_AXIS;

import java.util.List;

/**
 * Movement across the vertical, in the two main directions of the horizontal plane: its principal
 * components, whose signs are arbitrary.
 *
 * @param <T> a tensor
 * @param first movement in the main direction, N x 5 x 1 x 125
 * @param second the same at a right angle to it
 * @param firstVariance of the first, N x 5 x 1 x 1
 * @param secondVariance of the second
 */
record HorizontalMovement<T>(T first, T second, T firstVariance, T secondVariance) {

  /**
   * Finds the directions.
   *
   * @param up of each unit, N x 5 x 3 x 1, of length 1
   * @param across movement in the horizontal plane, N x 5 x 3 x 125, with mean 0
   */
  static <T> HorizontalMovement<T> of(UnitVectors<T> vectors, T up, T across) {
    TensorOperations<T> ops = vectors.ops();
    T x = axis(ops, up, 0);
    T y = axis(ops, up, 1);
    T z = axis(ops, up, 2);
    // Two directions that are orthogonal to up (Duff et al. 2017); 0 counts as positive.
    T one = ops.constant(1);
    T sign = ops.sign(ops.add(ops.sign(z), ops.constant(0.5)));
    T a = ops.divide(ops.constant(-1), ops.add(sign, z));
    T b = ops.multiply(ops.multiply(x, y), a);
    T p =
        vectors.dot(
            across,
            vectors.concatenated(
                List.of(
                    ops.add(one, ops.multiply(sign, ops.multiply(vectors.square(x), a))),
                    ops.multiply(sign, b),
                    ops.multiply(ops.constant(-1), ops.multiply(sign, x)))));
    T q =
        vectors.dot(
            across,
            vectors.concatenated(
                List.of(
                    b,
                    ops.add(sign, ops.multiply(vectors.square(y), a)),
                    ops.multiply(ops.constant(-1), y))));

    // The axes of the ellipse with these second moments.
    T pp = ops.mean(vectors.square(p), TIME_AXIS);
    T qq = ops.mean(vectors.square(q), TIME_AXIS);
    T pq = ops.mean(ops.multiply(p, q), TIME_AXIS);
    T difference = ops.subtract(pp, qq);
    T twice = ops.multiply(ops.constant(2), pq);
    T root =
        ops.squareRoot(
            ops.add(
                ops.add(vectors.square(difference), vectors.square(twice)), ops.constant(1e-12)));
    T cosineOfTwice = ops.divide(difference, root);
    T cosine = ops.squareRoot(ops.clip(vectors.half(ops.add(one, cosineOfTwice)), 0, 1));
    T sine =
        ops.multiply(
            ops.sign(ops.add(ops.sign(pq), ops.constant(0.5))),
            ops.squareRoot(ops.clip(vectors.half(ops.subtract(one, cosineOfTwice)), 0, 1)));
    T first = ops.add(ops.multiply(p, cosine), ops.multiply(q, sine));
    T second = ops.subtract(ops.multiply(q, cosine), ops.multiply(p, sine));
    T sum = ops.add(pp, qq);
    return new HorizontalMovement<>(
        first,
        second,
        vectors.half(ops.add(sum, root)),
        ops.clip(vectors.half(ops.subtract(sum, root)), 0, Float.MAX_VALUE));
  }

  private static <T> T axis(TensorOperations<T> ops, T vectors, int axis) {
    return ops.slice(vectors, CHANNEL_AXIS, axis, axis + 1);
  }
}
