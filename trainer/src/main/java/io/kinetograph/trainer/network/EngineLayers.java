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
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.picture.Standardisation;
import java.util.Map;

/** Computes the layers with the training engine. */
final class EngineLayers implements Layers<NDArray> {

  /** DJL's 0.9 is PyTorch's 0.1: the share of the old running statistics that stays. */
  private static final float MOMENTUM = 0.9f;

  private static final float EPSILON = 1e-5f;
  private static final int CHANNEL_AXIS = 1;
  private static final int ROW_AXIS = 2;
  private static final int COLUMN_AXIS = 3;
  private static final float UPRIGHT = 10;
  private static final float LEAST = 1e-10f;

  private final Map<String, Parameter> parameters;
  private final ParameterStore store;
  private final boolean training;

  EngineLayers(Map<String, Parameter> parameters, ParameterStore store, boolean training) {
    this.parameters = parameters;
    this.store = store;
    this.training = training;
  }

  @Override
  public NDArray standardise(NDArray pixels, Standardisation standardisation) {
    NDArray standard = pixels.sub(standardisation.mean()).div(standardisation.deviation());
    if (standardisation.contrast() == 0) {
      return standard;
    }
    NDArray moved = pixels.sub(pixels.mean(new int[] {COLUMN_AXIS}, true));
    NDArray contrast = compress(moved, standardisation.contrast());
    NDArray upright = upright(pixels.sub(standardisation.zero()));
    return standard
        .concat(contrast, CHANNEL_AXIS)
        .concat(compress(upright, UPRIGHT * standardisation.contrast()), CHANNEL_AXIS);
  }

  /** Of each unit: what goes along its mean acceleration, what goes across, and the magnitude. */
  private static NDArray upright(NDArray pixels) {
    Shape picture = pixels.getShape();
    NDArray units =
        pixels.reshape(-1, picture.get(ROW_AXIS) / BodyUnit.AXES, BodyUnit.AXES, picture.get(COLUMN_AXIS));
    NDArray gravity = units.mean(new int[] {COLUMN_AXIS}, true);
    NDArray size = length(gravity);
    NDArray along = units.mul(gravity).sum(new int[] {ROW_AXIS}, true).div(size);
    NDArray magnitude = length(units);
    NDArray across = magnitude.square().sub(along.square()).maximum(0).sqrt();
    return along
        .sub(size)
        .concat(across, ROW_AXIS)
        .concat(magnitude.sub(size), ROW_AXIS)
        .reshape(picture);
  }

  private static NDArray length(NDArray vectors) {
    return vectors.square().sum(new int[] {ROW_AXIS}, true).add(LEAST).sqrt();
  }

  private static NDArray compress(NDArray difference, float one) {
    return difference.abs().div(one).add(1).log().mul(difference.sign());
  }

  @Override
  public NDArray convolution(NDArray input, Convolution c) {
    NDArray convolved =
        Conv2d.conv2d(
                input,
                value(input, c.name() + ".weight"),
                null,
                new Shape(c.stride(), c.stride()),
                new Shape(c.padding(), c.padding()))
            .singletonOrThrow();
    return BatchNorm.batchNorm(
            convolved,
            value(input, c.norm() + ".running_mean"),
            value(input, c.norm() + ".running_var"),
            value(input, c.norm() + ".weight"),
            value(input, c.norm() + ".bias"),
            1,
            MOMENTUM,
            EPSILON,
            training)
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

  private NDArray value(NDArray input, String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalStateException("the network has no parameter " + name);
    }
    return store.getValue(parameter, input.getDevice(), training);
  }
}
