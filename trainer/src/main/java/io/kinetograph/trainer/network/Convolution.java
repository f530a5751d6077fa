package io.kinetograph.trainer.network;

/**
 * A convolution without bias and the batch normalization behind it, by their names in torchvision.
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
