// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import io.kinetograph.trainer.data.Preprocessing.Normalization;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a residual network and their connections (He et al. 2015, table 1), with
 * torchvision's names: a 7 x 7 stem, four stages of basic blocks of two 3 x 3 convolutions each,
 * and a fully connected layer.
 */
public final class ResNetStructure {

  private final Convolution stem;
  private final List<Block> blocks;

  /**
   * Creates the structure.
   *
   * @param size width and blocks of the stages
   * @param channels input channels of the stem
   */
  public ResNetStructure(NetworkSize size, int channels) {
    int in = size.width();
    this.stem = new Convolution("conv1", "bn1", channels, in, 7, 2);
    List<Block> list = new ArrayList<>();
    for (int stage = 0; stage < size.blocks().size(); stage++) {
      int out = size.width() << stage;
      for (int i = 0; i < size.blocks().get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        list.add(block("layer%d.%d.".formatted(stage + 1, i), in, out, stride));
        in = out;
      }
    }
    this.blocks = List.copyOf(list);
  }

  private static Block block(String prefix, int in, int out, int stride) {
    return new Block(
        new Convolution(prefix + "conv1", prefix + "bn1", in, out, 3, stride),
        new Convolution(prefix + "conv2", prefix + "bn2", out, out, 3, 1),
        in == out && stride == 1
            ? List.of()
            : List.of(
                new Convolution(
                    prefix + "downsample.0", prefix + "downsample.1", in, out, 1, stride)));
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

  /**
   * Passes a picture through all layers.
   *
   * @param layers the implementation of the layers
   * @param picture N x channels x height x width, normalized
   * @return the logits, N x classes
   */
  public <T> T apply(Layers<T> layers, T picture) {
    T value = layers.maxPool(layers.relu(layers.convolution(picture, stem)));
    for (Block block : blocks) {
      T inner = layers.relu(layers.convolution(value, block.first));
      inner = layers.convolution(inner, block.second);
      T shortcut = value;
      for (Convolution convolution : block.downsample) {
        shortcut = layers.convolution(shortcut, convolution);
      }
      value = layers.relu(layers.add(inner, shortcut));
    }
    return layers.fullyConnected(layers.globalAveragePool(value));
  }

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

    /** Normalizes pixels, N x channels x 15 x 125, before the first convolution. */
    T normalize(T pixels, Normalization normalization);

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
  }

  /**
   * A convolution without bias and the batch normalization after it, with torchvision's names.
   *
   * @param name of the convolution, such as {@code layer1.0.conv1}
   * @param norm of the batch normalization, such as {@code layer1.0.bn1}
   * @param in channels in
   * @param out channels out
   * @param kernel side of the square kernel
   * @param stride in both directions
   */
  public record Convolution(String name, String norm, int in, int out, int kernel, int stride) {

    /** Rows and columns of zeros on every side. */
    public int padding() {
      return kernel / 2;
    }
  }
}
