// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import io.kinetograph.trainer.network.ResNetStructure.Layers;
import java.util.Map;

/** Computes the layers with the training engine. */
final class EngineLayers implements Layers<NDArray> {

  /** The share of the old running statistics that is kept; PyTorch states the complement, 0.1. */
  private static final float MOMENTUM = 0.9f;

  private static final float EPSILON = 1e-5f;

  private final TensorOperations<NDArray> operations;
  private final Map<String, Parameter> parameters;
  private final ParameterStore store;
  private final boolean training;
  private final boolean bodyFrozen;

  /**
   * @param operations compute the channels and the discriminant
   */
  EngineLayers(
      TensorOperations<NDArray> operations,
      Map<String, Parameter> parameters,
      ParameterStore store,
      boolean training,
      boolean bodyFrozen) {
    this.operations = operations;
    this.parameters = parameters;
    this.store = store;
    this.training = training;
    this.bodyFrozen = bodyFrozen;
  }

  @Override
  public TensorOperations<NDArray> operations() {
    return operations;
  }

  @Override
  public NDArray stem(NDArray moving, NDArray constant, Convolution stem) {
    NDArray once =
        Conv2d.conv2d(
                constant,
                value(constant, CONSTANT),
                null,
                new Shape(stem.stride(), 1),
                new Shape(stem.padding(), 0))
            .singletonOrThrow();
    return normalized(convolved(channelsLast(moving), stem).add(once), stem);
  }

  /**
   * The same values with the channels of a pixel next to each other in memory. The engine keeps
   * this order in all layers, and normalizes and pools several times as fast in it.
   */
  private static NDArray channelsLast(NDArray input) {
    NDArray last = input.transpose(0, 2, 3, 1);
    return last.flatten().reshape(last.getShape()).transpose(0, 3, 1, 2);
  }

  @Override
  public NDArray convolution(NDArray input, Convolution c) {
    return normalized(convolved(input, c), c);
  }

  private NDArray convolved(NDArray input, Convolution c) {
    return Conv2d.conv2d(
            input,
            value(input, c.name() + ".weight"),
            null,
            new Shape(c.stride(), c.stride()),
            new Shape(c.rowPadding(), c.padding()))
        .singletonOrThrow();
  }

  private NDArray normalized(NDArray convolved, Convolution c) {
    return BatchNorm.batchNorm(
            convolved,
            value(convolved, c.norm() + ".running_mean"),
            value(convolved, c.norm() + ".running_var"),
            value(convolved, c.norm() + ".weight"),
            value(convolved, c.norm() + ".bias"),
            1,
            MOMENTUM,
            EPSILON,
            training && !bodyFrozen)
        .singletonOrThrow();
  }

  @Override
  public NDArray relu(NDArray input) {
    return Activation.relu(input);
  }

  @Override
  public NDArray maxPool(NDArray input) {
    return Pool.maxPool2d(input, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
  }

  @Override
  public NDArray add(NDArray left, NDArray right) {
    return left.add(right);
  }

  @Override
  public NDArray globalAveragePool(NDArray input) {
    return Pool.globalAvgPool2d(input);
  }

  @Override
  public NDArray fullyConnected(NDArray input) {
    return Linear.linear(input, value(input, "fc.weight"), value(input, "fc.bias"))
        .singletonOrThrow();
  }

  @Override
  public boolean addsDiscriminant() {
    return !training;
  }

  @Override
  public NDArray parameter(String name) {
    return required(name).getArray();
  }

  @Override
  public int classes() {
    return (int) required("fc.bias").getShape().size();
  }

  private NDArray value(NDArray input, String name) {
    return store.getValue(required(name), input.getDevice(), training);
  }

  private Parameter required(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalStateException("the network has no parameter " + name);
    }
    return parameter;
  }
}
