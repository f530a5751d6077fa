// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import java.util.List;

/**
 * The operations from which {@link PictureChannels} computes the network's input, and {@link
 * Discriminant} what it adds to the logits. The training engine runs them; the exporter writes them
 * to a model file. Shapes are broadcast as in NumPy; sums, means and slices keep the number of
 * dimensions.
 *
 * @param <T> a tensor
 */
public interface TensorOperations<T> {

  /** A constant. */
  T constant(float[] values, long... shape);

  /** A constant of one number, which broadcasts to every shape. */
  default T constant(double value) {
    return constant(new float[] {(float) value}, 1);
  }

  T add(T left, T right);

  T subtract(T left, T right);

  T multiply(T left, T right);

  T divide(T dividend, T divisor);

  T absolute(T value);

  /** -1, 0 or 1. */
  T sign(T value);

  T squareRoot(T value);

  /** The natural logarithm. */
  T logarithm(T value);

  T sine(T value);

  T cosine(T value);

  T clip(T value, double min, double max);

  /** {@code 1 / (1 + exp(-value))}. */
  T sigmoid(T value);

  T sum(T value, int axis);

  T mean(T value, int axis);

  T minimum(T value, int axis);

  /** The logarithm of the softmax over the last axis. */
  T logSoftmax(T value);

  /** The part from an index, inclusive, to another, exclusive. */
  T slice(T value, int axis, int from, int to);

  T concatenate(int axis, List<T> values);

  /** The parts at some indexes of an axis. */
  T gather(T value, int axis, int... indexes);

  /**
   * Looks up a part of a table for each row.
   *
   * @param table parts x any shape
   * @param index of each row's part, N whole numbers
   * @return N x that shape
   */
  T lookUp(T table, T index);

  /** Products of the matrices in the last two axes. */
  T product(T left, T right);

  /** The same values in another shape; -1 stands for the one dimension that follows. */
  T reshape(T value, long... shape);

  /** Exchanges the second and the third of four dimensions. */
  T exchangeMiddle(T value);

  /**
   * Filters rows, without padding.
   *
   * @param rows M x 1 x columns
   * @param kernels K x 1 x width
   * @return M x K x (columns - width + 1)
   */
  T filter(T rows, T kernels);
}
