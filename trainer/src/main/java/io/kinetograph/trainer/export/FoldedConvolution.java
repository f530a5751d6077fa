// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import java.util.function.Function;

/**
 * A convolution with the batch normalization behind it folded in: {@code w * gamma / sqrt(var +
 * eps)} and the bias {@code beta - mean * gamma / sqrt(var + eps)}. Computed in double precision.
 */
final class FoldedConvolution {

  private static final double EPSILON = 1e-5;

  private final Convolution convolution;
  private final float[] kernel;
  private final float[] bias;
  private final double[] factors;

  private FoldedConvolution(
      Convolution convolution, float[] kernel, float[] bias, double[] factors) {
    this.convolution = convolution;
    this.kernel = kernel;
    this.bias = bias;
    this.factors = factors;
  }

  /**
   * Folds the two.
   *
   * @param parameters the network's parameters by torchvision's name
   */
  static FoldedConvolution of(Convolution convolution, Function<String, float[]> parameters) {
    float[] gamma = parameters.apply(convolution.norm() + ".weight");
    float[] beta = parameters.apply(convolution.norm() + ".bias");
    float[] mean = parameters.apply(convolution.norm() + ".running_mean");
    float[] variance = parameters.apply(convolution.norm() + ".running_var");
    float[] bias = new float[convolution.out()];
    double[] factors = new double[convolution.out()];
    for (int out = 0; out < bias.length; out++) {
      factors[out] = gamma[out] / Math.sqrt(variance[out] + EPSILON);
      bias[out] = (float) (beta[out] - mean[out] * factors[out]);
    }
    float[] kernel = scaled(parameters.apply(convolution.name() + ".weight"), factors);
    return new FoldedConvolution(convolution, kernel, bias, factors);
  }

  /** Further kernels of the same outputs, with the batch normalization folded in. */
  float[] scaled(float[] kernels) {
    return scaled(kernels, factors);
  }

  private static float[] scaled(float[] kernels, double[] factors) {
    float[] scaled = new float[kernels.length];
    int length = kernels.length / factors.length;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (kernels[i] * factors[i / length]);
    }
    return scaled;
  }

  /** The rows of the kernel that a crop keeps: out x in x rows x columns. */
  float[] kernel(RowCrop crop) {
    int side = convolution.kernel();
    int planes = convolution.out() * convolution.in();
    float[] cropped = new float[planes * crop.rows() * side];
    for (int plane = 0; plane < planes; plane++) {
      System.arraycopy(
          kernel,
          (plane * side + crop.firstRow()) * side,
          cropped,
          plane * crop.rows() * side,
          crop.rows() * side);
    }
    return cropped;
  }

  float[] bias() {
    return bias.clone();
  }

  /**
   * The rows of a kernel that ever meet an input of a given height. The others only meet the zeros
   * of the padding, so removing them changes no output, and the padding shrinks with them. A
   * picture of 5 units has 1 row from the second stage on, where two of three kernel rows are
   * removed.
   *
   * @param firstRow first row of the kernel that stays
   * @param rows how many stay
   * @param top rows of padding above
   * @param bottom rows of padding below
   * @param outputHeight height of the output, the same as without the crop
   */
  record RowCrop(int firstRow, int rows, int top, int bottom, int outputHeight) {

    /**
     * The crop for an input of some height.
     *
     * @param convolution whose kernel
     * @param height rows of the input, at least 1
     */
    static RowCrop of(Convolution convolution, int height) {
      int side = convolution.kernel();
      int stride = convolution.stride();
      int padding = convolution.padding();
      int outputHeight = whole(convolution, height).outputHeight();
      int first = side;
      int last = -1;
      for (int row = 0; row < side; row++) {
        for (int out = 0; out < outputHeight; out++) {
          int met = out * stride - padding + row;
          if (met >= 0 && met < height) {
            first = Math.min(first, row);
            last = Math.max(last, row);
          }
        }
      }
      int rows = last - first + 1;
      int top = padding - first;
      int bottom = Math.max(0, (outputHeight - 1) * stride + rows - height - top);
      return new RowCrop(first, rows, top, bottom, outputHeight);
    }

    /**
     * No crop: the kernel as it is.
     *
     * @param convolution whose kernel
     * @param height rows of the input, at least 1
     */
    static RowCrop whole(Convolution convolution, int height) {
      int side = convolution.kernel();
      int padding = convolution.padding();
      int outputHeight = (height + 2 * padding - side) / convolution.stride() + 1;
      return new RowCrop(0, side, padding, padding, outputHeight);
    }
  }
}
