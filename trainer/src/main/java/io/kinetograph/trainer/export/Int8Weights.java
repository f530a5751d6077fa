// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

/**
 * A convolution's weights as integers: the kernel in 8 bits, symmetric about zero with a scale for
 * each output channel; the bias in 32 bits with the scale of the products, input scale x kernel
 * scale.
 */
final class Int8Weights {

  /** Symmetric: -128 stays unused. */
  private static final int MOST = 127;

  private static final float LEAST_SCALE = 1e-12f;

  /** A quarter of the range of 32 bits: the rest is left to the sum of products. */
  private static final double MOST_BIAS = 1 << 29;

  private final byte[] kernel;
  private final float[] scales;
  private final int[] bias;
  private final float[] biasScales;

  private Int8Weights(byte[] kernel, float[] scales, int[] bias, float[] biasScales) {
    this.kernel = kernel;
    this.scales = scales;
    this.bias = bias;
    this.biasScales = biasScales;
  }

  /**
   * Quantizes the weights.
   *
   * @param kernel output channel by output channel
   * @param bias one per output channel
   * @param inputScale scale of the convolution's input
   */
  static Int8Weights of(float[] kernel, float[] bias, float inputScale) {
    byte[] whole = new byte[kernel.length];
    float[] scales = new float[bias.length];
    int[] wholeBias = new int[bias.length];
    float[] biasScales = new float[bias.length];
    int length = kernel.length / bias.length;
    for (int out = 0; out < bias.length; out++) {
      float largest = 0;
      for (int i = out * length; i < (out + 1) * length; i++) {
        largest = Math.max(largest, Math.abs(kernel[i]));
      }
      // A channel whose kernel is almost zero still has a bias that its steps must hold.
      double forBias = Math.abs(bias[out]) / MOST_BIAS / inputScale;
      scales[out] = (float) Math.max(Math.max(largest / MOST, forBias), LEAST_SCALE);
      for (int i = out * length; i < (out + 1) * length; i++) {
        whole[i] = (byte) Math.rint(kernel[i] / scales[out]);
      }
      biasScales[out] = inputScale * scales[out];
      wholeBias[out] = (int) Math.rint((double) bias[out] / biasScales[out]);
    }
    return new Int8Weights(whole, scales, wholeBias, biasScales);
  }

  /** The kernel, output channel by output channel. */
  byte[] kernel() {
    return kernel.clone();
  }

  /** Scale of the kernel, one per output channel. */
  float[] scales() {
    return scales.clone();
  }

  /** One per output channel. */
  int[] bias() {
    return bias.clone();
  }

  /** Scale of the bias, one per output channel. */
  float[] biasScales() {
    return biasScales.clone();
  }
}
