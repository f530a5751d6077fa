// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import java.util.List;

/**
 * Arithmetic on what is known of units: tensors of N x units x channels x time, whose channels may
 * be the axes of a vector.
 *
 * @param <T> a tensor
 * @param ops compute it
 */
record UnitVectors<T>(TensorOperations<T> ops) {

  /** The dimension of the units. */
  static final int UNIT_AXIS = 1;

  /** The dimension of the channels. */
  static final int CHANNEL_AXIS = 2;

  /** The dimension of time. */
  static final int TIME_AXIS = 3;

  /** Added before a root or a logarithm is taken, in (m/s^2)^2. */
  static final double LEAST_SQUARE = 1e-6;

  /** Channels one after the other. */
  T concatenated(List<T> channels) {
    return ops.concatenate(CHANNEL_AXIS, channels);
  }

  /** The scalar product. */
  T dot(T left, T right) {
    return ops.sum(ops.multiply(left, right), CHANNEL_AXIS);
  }

  T squareLength(T vectors) {
    return ops.sum(square(vectors), CHANNEL_AXIS);
  }

  /** The length, a little above 0 at least. */
  T length(T vectors) {
    return ops.squareRoot(ops.add(squareLength(vectors), ops.constant(LEAST_SQUARE)));
  }

  /** The square of each value. */
  T square(T value) {
    return ops.multiply(value, value);
  }

  T half(T value) {
    return ops.multiply(value, ops.constant(0.5));
  }
}
