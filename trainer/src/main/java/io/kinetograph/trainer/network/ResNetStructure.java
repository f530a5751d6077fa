// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.network.PictureChannels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The layers of a residual network and their connections (He et al. 2015, table 1), with
 * torchvision's names: a 7 x 7 stem, four stages of basic blocks of two 3 x 3 convolutions each,
 * and a fully connected layer. Of the five rows, the first stage sees 2, and the other stages 1,
 * where a 3 x 3 kernel needs only its middle row.
 */
public final class ResNetStructure {

  private final Convolution stem;
  private final int constant;
  private final List<Block> blocks;

  /**
   * Creates the structure.
   *
   * @param size width and blocks of the stages
   * @param constant input channels that are constant over the segment
   */
  public ResNetStructure(NetworkSize size, int constant) {
    int in = size.width();
    this.stem = new Convolution("conv1", "bn1", PictureChannels.MOVING, in, 7, 2, BodyUnit.COUNT);
    this.constant = constant;
    int height = halved(stem.outputHeight());
    List<Block> list = new ArrayList<>();
    for (int stage = 0; stage < size.blocks().size(); stage++) {
      int out = size.width() << stage;
      for (int i = 0; i < size.blocks().get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        Block block =
            block(String.format(Locale.ROOT, "layer%d.%d.", stage + 1, i), in, out, stride, height);
        list.add(block);
        in = out;
        height = block.second.height;
      }
    }
    this.blocks = List.copyOf(list);
  }

  /** Rows of the pooled maps. */
  private static int halved(int height) {
    return (height + 1) / 2;
  }

  private static Block block(String prefix, int in, int out, int stride, int height) {
    Convolution first =
        new Convolution(prefix + "conv1", prefix + "bn1", in, out, 3, stride, height);
    return new Block(
        first,
        new Convolution(prefix + "conv2", prefix + "bn2", out, out, 3, 1, first.outputHeight()),
        in == out && stride == 1
            ? List.of()
            : List.of(
                new Convolution(
                    prefix + "downsample.0", prefix + "downsample.1", in, out, 1, stride, height)));
  }

  /** All convolutions, in torchvision's order. */
  public List<Convolution> convolutions() {
    List<Convolution> all = new ArrayList<>();
    all.add(stem);
    for (Block block : blocks) {
      all.add(block.first);
      all.add(block.second);
      all.addAll(block.downsample);
    }
    return all;
  }

  /** Input channels of the stem that are constant over the segment. */
  public int constantChannels() {
    return constant;
  }

  /**
   * Passes pictures through all layers.
   *
   * @param layers the implementation of the layers
   * @param pixels N x 1 x 15 x 125
   * @param preprocessing of the pixels
   */
  public <T> Outputs<T> apply(Layers<T> layers, T pixels, Preprocessing preprocessing) {
    TensorOperations<T> ops = layers.operations();
    UnitMovement<T> units = UnitMovement.of(ops, pixels, preprocessing.scale());
    Channels<T> channels = new PictureChannels<>(ops, preprocessing).of(units);
    T value =
        layers.maxPool(layers.relu(layers.stem(channels.moving(), channels.constant(), stem)));
    for (Block block : blocks) {
      T inner = layers.relu(layers.convolution(value, block.first));
      inner = layers.convolution(inner, block.second);
      T shortcut = value;
      for (Convolution convolution : block.downsample) {
        shortcut = layers.convolution(shortcut, convolution);
      }
      value = layers.relu(layers.add(inner, shortcut));
    }
    T features = layers.globalAveragePool(value);
    T logits = layers.fullyConnected(features);
    if (layers.addsDiscriminant()) {
      Discriminant<T> discriminant = new Discriminant<>(ops, layers::parameter);
      logits = layers.add(logits, discriminant.of(units, layers.classes()));
    }
    return new Outputs<>(features, logits);
  }

  /**
   * What the network makes of pictures.
   *
   * @param features N x features, which the last layer sees
   * @param logits N x classes
   */
  public record Outputs<T>(T features, T logits) {}

  /**
   * A basic block; the list contains one convolution if the shape changes, and is empty otherwise.
   */
  private record Block(Convolution first, Convolution second, List<Convolution> downsample) {}

  /**
   * An implementation of the layers: the training engine computes them, the exporter writes them to
   * a model file.
   *
   * @param <T> a layer's input and output
   */
  public interface Layers<T> {

    /** The stem's kernels for the constant channels, out x channels x 7 x 1. */
    String CONSTANT = "constant.weight";

    /** The operations that compute the channels of a picture, and the discriminant. */
    TensorOperations<T> operations();

    /**
     * The first convolution and its batch normalization. A channel that is constant over the
     * segment needs only one column of a kernel, {@link #CONSTANT}: its convolution is computed
     * once and added in every column.
     *
     * @param moving N x channels x 5 x 125
     * @param constant N x channels x 5 x 1
     */
    T stem(T moving, T constant, Convolution stem);

    /** Convolution and batch normalization. */
    T convolution(T input, Convolution convolution);

    /** Rectified linear unit. */
    T relu(T input);

    /** Maximum over 3 x 3, stride 2, padding 1. */
    T maxPool(T input);

    /** Sum of two inputs of the same shape. */
    T add(T left, T right);

    /** Mean over height and width: N x C x H x W to N x C. */
    T globalAveragePool(T input);

    /** Fully connected layer {@code fc}: N x features to N x classes. */
    T fullyConnected(T input);

    /**
     * Whether what a {@link Discriminant} says is added to the logits. In training it is not: the
     * network must learn without it.
     */
    boolean addsDiscriminant();

    /** A parameter of the discriminant, by name. */
    T parameter(String name);

    /** Number of classes. */
    int classes();
  }

  /**
   * A convolution without bias and the batch normalization after it, with torchvision's names. Of
   * its square kernel it has only the rows that ever meet an input of its height. The others would
   * meet the zeros of the padding alone: leaving them out changes no output, and a kernel for one
   * row of input takes a third of the memory and half of the time.
   *
   * @param name of the convolution, such as {@code layer1.0.conv1}
   * @param norm of the batch normalization, such as {@code layer1.0.bn1}
   * @param in channels in
   * @param out channels out
   * @param kernel side of the square kernel: the columns that the kernel has
   * @param stride in both directions
   * @param height rows of the input
   */
  public record Convolution(
      String name, String norm, int in, int out, int kernel, int stride, int height) {

    /** Columns of zeros on both sides; without leaving rows out, also rows. */
    public int padding() {
      return kernel / 2;
    }

    /** Rows of the output. */
    public int outputHeight() {
      return (height - 1) / stride + 1;
    }

    /** The first row of the square kernel that meets input, at the last row of the output. */
    public int firstRow() {
      return Math.max(0, padding() - (outputHeight() - 1) * stride);
    }

    /** The rows that the kernel has. */
    public int rows() {
      return Math.min(kernel, height + padding()) - firstRow();
    }

    /** Rows of zeros above and below. */
    public int rowPadding() {
      return padding() - firstRow();
    }
  }
}
