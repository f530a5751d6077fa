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

  private final float[] kernel;
  private final float[] bias;
  private final double[] factors;

  private FoldedConvolution(float[] kernel, float[] bias, double[] factors) {
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
    return new FoldedConvolution(kernel, bias, factors);
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

  /** Out x in x rows x columns. */
  float[] kernel() {
    return kernel.clone();
  }

  float[] bias() {
    return bias.clone();
  }
}
