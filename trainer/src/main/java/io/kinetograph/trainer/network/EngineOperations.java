// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv1d;
import java.util.List;
import java.util.stream.IntStream;

/** Tensor operations of the training engine. */
final class EngineOperations implements TensorOperations<NDArray> {

  private final NDManager manager;

  /**
   * @param manager owns the constants
   */
  EngineOperations(NDManager manager) {
    this.manager = manager;
  }

  @Override
  public NDArray constant(float[] values, long... shape) {
    return manager.create(values, new Shape(shape));
  }

  @Override
  public NDArray add(NDArray left, NDArray right) {
    return left.add(right);
  }

  @Override
  public NDArray subtract(NDArray left, NDArray right) {
    return left.sub(right);
  }

  @Override
  public NDArray multiply(NDArray left, NDArray right) {
    return left.mul(right);
  }

  @Override
  public NDArray divide(NDArray dividend, NDArray divisor) {
    return dividend.div(divisor);
  }

  @Override
  public NDArray absolute(NDArray value) {
    return value.abs();
  }

  @Override
  public NDArray sign(NDArray value) {
    return value.sign();
  }

  @Override
  public NDArray squareRoot(NDArray value) {
    return value.sqrt();
  }

  @Override
  public NDArray logarithm(NDArray value) {
    return value.log();
  }

  @Override
  public NDArray sine(NDArray value) {
    return value.sin();
  }

  @Override
  public NDArray cosine(NDArray value) {
    return value.cos();
  }

  @Override
  public NDArray clip(NDArray value, double min, double max) {
    return value.clip((float) min, (float) max);
  }

  @Override
  public NDArray sigmoid(NDArray value) {
    return Activation.sigmoid(value);
  }

  @Override
  public NDArray sum(NDArray value, int axis) {
    return value.sum(new int[] {axis}, true);
  }

  @Override
  public NDArray mean(NDArray value, int axis) {
    return value.mean(new int[] {axis}, true);
  }

  @Override
  public NDArray minimum(NDArray value, int axis) {
    return value.min(new int[] {axis}, true);
  }

  @Override
  public NDArray logSoftmax(NDArray value) {
    return value.logSoftmax(-1);
  }

  @Override
  public NDArray slice(NDArray value, int axis, int from, int to) {
    NDIndex index = new NDIndex();
    for (int i = 0; i < axis; i++) {
      index.addAllDim();
    }
    return value.get(index.addSliceDim(from, to));
  }

  @Override
  public NDArray concatenate(int axis, List<NDArray> values) {
    return NDArrays.concat(new NDList(values), axis);
  }

  @Override
  public NDArray gather(NDArray value, int axis, int... indexes) {
    return concatenate(
        axis,
        IntStream.of(indexes).mapToObj(index -> slice(value, axis, index, index + 1)).toList());
  }

  @Override
  public NDArray lookUp(NDArray table, NDArray index) {
    return table.get(index.toType(DataType.INT64, false));
  }

  @Override
  public NDArray product(NDArray left, NDArray right) {
    return left.matMul(right);
  }

  @Override
  public NDArray reshape(NDArray value, long... shape) {
    return value.reshape(shape);
  }

  @Override
  public NDArray exchangeMiddle(NDArray value) {
    return value.transpose(0, 2, 1, 3);
  }

  @Override
  public NDArray filter(NDArray rows, NDArray kernels) {
    return Conv1d.conv1d(rows, kernels).singletonOrThrow();
  }
}
