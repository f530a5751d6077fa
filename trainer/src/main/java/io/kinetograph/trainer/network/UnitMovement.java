// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static io.kinetograph.trainer.network.UnitVectors.TIME_AXIS;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.BodyUnit;

/**
 * How the units of pictures move: what the channels and the statistics of a segment have in common.
 * Movement is the difference from the unit's mean acceleration. The direction of the mean is the
 * unit's vertical.
 *
 * @param <T> a tensor
 * @param acceleration of each unit in m/s^2, N x 5 x 3 x 125
 * @param mean acceleration, N x 5 x 3 x 1
 * @param movement N x 5 x 3 x 125
 * @param worn 1 for a unit that is worn, which measures gravity, and 0 for one that is not, N x 5 x
 *     1 x 1
 * @param gravity length of the mean, N x 5 x 1 x 1
 * @param along movement along the vertical, N x 5 x 1 x 125
 * @param across length of the movement across the vertical, N x 5 x 1 x 125
 * @param magnitude length of the acceleration minus that of the mean, N x 5 x 1 x 125
 * @param horizontal movement across the vertical in its two main directions
 */
record UnitMovement<T>(
    T acceleration,
    T mean,
    T movement,
    T worn,
    T gravity,
    T along,
    T across,
    T magnitude,
    HorizontalMovement<T> horizontal) {

  /**
   * In (m/s^2)^2. Gravity is about 96; for a unit that is not worn, the pixels give zeros with
   * rounding errors.
   */
  private static final double LEAST_SQUARE_IF_WORN = 0.5;

  /**
   * Computes the movement.
   *
   * @param pixels N x 1 x 15 x 125, from 0 to 1
   * @param scale of the pixels
   */
  static <T> UnitMovement<T> of(TensorOperations<T> ops, T pixels, PixelScale scale) {
    UnitVectors<T> vectors = new UnitVectors<>(ops);
    T values =
        ops.add(
            ops.multiply(pixels, ops.constant((double) scale.max() - scale.min())),
            ops.constant(scale.min()));
    T acceleration = ops.reshape(values, -1, BodyUnit.COUNT, BodyUnit.AXES, Picture.COLUMNS);
    T mean = ops.mean(acceleration, TIME_AXIS);
    T movement = ops.subtract(acceleration, mean);
    T square = ops.mean(vectors.squareLength(acceleration), TIME_AXIS);
    T worn = ops.sign(ops.clip(ops.subtract(square, ops.constant(LEAST_SQUARE_IF_WORN)), 0, 1));
    T gravity = vectors.length(mean);
    T up = ops.divide(mean, gravity);
    T along = vectors.dot(movement, up);
    T across = ops.subtract(movement, ops.multiply(up, along));
    return new UnitMovement<>(
        acceleration,
        mean,
        movement,
        worn,
        gravity,
        along,
        vectors.length(across),
        ops.subtract(vectors.length(acceleration), gravity),
        HorizontalMovement.of(vectors, up, across));
  }
}
