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

  private FoldedConvolution(Convolution convolution, float[] kernel, float[] bias) {
    this.convolution = convolution;
    this.kernel = kernel;
    this.bias = bias;
  }

  /**
   * Folds the two.
   *
   * @param parameters the network's parameters by torchvision's name
   */
  static FoldedConvolution of(Convolution convolution, Function<String, float[]> parameters) {
    float[] kernel = parameters.apply(convolution.name() + ".weight").clone();
    float[] gamma = parameters.apply(convolution.norm() + ".weight");
    float[] beta = parameters.apply(convolution.norm() + ".bias");
    float[] mean = parameters.apply(convolution.norm() + ".running_mean");
    float[] variance = parameters.apply(convolution.norm() + ".running_var");
    float[] bias = new float[convolution.out()];
    int length = kernel.length / convolution.out();
    for (int out = 0; out < bias.length; out++) {
      double factor = gamma[out] / Math.sqrt(variance[out] + EPSILON);
      bias[out] = (float) (beta[out] - mean[out] * factor);
      for (int i = out * length; i < (out + 1) * length; i++) {
        kernel[i] = (float) (kernel[i] * factor);
      }
    }
    return new FoldedConvolution(convolution, kernel, bias);
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
}
