// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.util.PairList;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import io.kinetograph.trainer.network.ResNetStructure.Layers;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A residual network as a DJL block, with torchvision's structure, initialization and parameter
 * names ({@code layer2.0.downsample.0.weight}): at ResNet34's size, pretrained weights load by
 * name.
 *
 * <p>Input: pixels from 0 to 1, N x 1 x 15 x 125; the network computes its channels from them.
 * Output: logits, N x classes. What its {@link Discriminant} says is added to them, except in
 * training. The discriminant's parameters are fitted and not learned.
 */
public final class ResNet extends AbstractBlock {

  /**
   * Increased whenever the same parameters give other logits: accuracies, temperatures and energy
   * thresholds that were measured before are those of another model.
   */
  public static final int MODEL_FORMAT = 1;

  /** The prefix of the last layer's parameter names. */
  public static final String HEAD = "fc.";

  /** The last layer's weights, classes x features. */
  public static final String HEAD_WEIGHT = "fc.weight";

  private static final byte VERSION = 1;

  private static final Initializer KAIMING_FAN_OUT =
      new XavierInitializer(
          XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.OUT, 2);

  private final NetworkSize size;
  private final ResNetStructure structure;
  private final Preprocessing preprocessing;
  private final int classes;
  private boolean bodyFrozen;

  /**
   * Creates the layers; {@link #create} or {@code initialize} adds the weights.
   *
   * @param size width and blocks
   * @param classes number of classes
   * @param preprocessing of the pixels, before the first layer
   */
  public ResNet(NetworkSize size, int classes, Preprocessing preprocessing) {
    super(VERSION);
    this.size = size;
    this.classes = classes;
    this.preprocessing = preprocessing;
    this.structure = new ResNetStructure(size, PictureChannels.constant(preprocessing));
    for (Convolution c : structure.convolutions()) {
      add(
          c.name() + ".weight",
          Parameter.Type.WEIGHT,
          new Shape(c.out(), c.in(), c.rows(), c.kernel()),
          kaiming(c));
      Shape channel = new Shape(c.out());
      add(c.norm() + ".weight", Parameter.Type.GAMMA, channel, Initializer.ONES);
      add(c.norm() + ".bias", Parameter.Type.BETA, channel, Initializer.ZEROS);
      add(c.norm() + ".running_mean", Parameter.Type.RUNNING_MEAN, channel, Initializer.ZEROS);
      add(c.norm() + ".running_var", Parameter.Type.RUNNING_VAR, channel, Initializer.ONES);
    }
    Convolution stem = structure.convolutions().get(0);
    add(
        Layers.CONSTANT,
        Parameter.Type.WEIGHT,
        new Shape(stem.out(), structure.constantChannels(), stem.kernel(), 1),
        KAIMING_FAN_OUT);
    Initializer uniform = new UniformInitializer((float) (1 / Math.sqrt(size.features())));
    Shape fullyConnected = new Shape(classes, size.features());
    add(HEAD_WEIGHT, Parameter.Type.WEIGHT, fullyConnected, uniform);
    add("fc.bias", Parameter.Type.BIAS, new Shape(classes), uniform);
    Discriminant.shapes(classes)
        .forEach((name, shape) -> add(name, Parameter.Type.OTHER, shape, Initializer.ZEROS));
  }

  /**
   * Kaiming's initialization with the fan-out. A whole square kernel is drawn, and of it the rows
   * that the convolution has are taken: the network starts as one with square kernels does.
   */
  private static Initializer kaiming(Convolution c) {
    Shape square = new Shape(c.out(), c.in(), c.kernel(), c.kernel());
    NDIndex rows = new NDIndex(":, :, {}:{}", c.firstRow(), c.firstRow() + c.rows());
    return (manager, shape, type) ->
        KAIMING_FAN_OUT.initialize(manager, square, type).get(rows).duplicate();
  }

  private void add(String name, Parameter.Type type, Shape shape, Initializer initializer) {
    addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optInitializer(initializer)
            .optRequiresGrad(learned(type))
            .build());
  }

  private static boolean learned(Parameter.Type type) {
    return type != Parameter.Type.RUNNING_MEAN
        && type != Parameter.Type.RUNNING_VAR
        && type != Parameter.Type.OTHER;
  }

  /**
   * Gives the network random weights.
   *
   * @param manager owns the weights
   * @return this
   */
  public ResNet create(NDManager manager) {
    initialize(manager, DataType.FLOAT32, new Shape(1, 1, Picture.ROWS, Picture.COLUMNS));
    return this;
  }

  /**
   * Freezes or unfreezes everything but the fully connected layer. The batch normalizations of a
   * frozen body use their running statistics and do not change them, also in training. DJL's own
   * freezing would update them, and its unfreezing would compute gradients for them.
   *
   * @param frozen whether to freeze
   */
  public void freezeBody(boolean frozen) {
    bodyFrozen = frozen;
    parameters.forEach(
        (name, parameter) -> {
          if (learned(parameter.getType()) && !name.startsWith(HEAD)) {
            parameter.freeze(frozen);
          }
        });
  }

  /** All parameters by name: torchvision's, in torchvision's order, and then the discriminant's. */
  public Map<String, Parameter> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * A parameter.
   *
   * @param name torchvision's
   * @throws IllegalArgumentException if the network has no parameter of this name
   */
  public Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("the network has no parameter " + name);
    }
    return parameter;
  }

  /** Width and blocks. */
  public NetworkSize size() {
    return size;
  }

  /** The layers and their connections. */
  public ResNetStructure structure() {
    return structure;
  }

  /** The preprocessing of the pixels. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray pixels = inputs.singletonOrThrow();
    EngineLayers layers =
        new EngineLayers(
            new EngineOperations(pixels.getManager()), parameters, store, training, bodyFrozen);
    return new NDList(structure.apply(layers, pixels, preprocessing).logits());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }
}
