package io.kinetograph.trainer.network;

import io.kinetograph.trainer.data.Normalization;

/**
 * What the layers of the network mean to somebody: the training engine computes them, the exporter
 * writes them down.
 *
 * @param <T> what goes from layer to layer
 */
public interface Layers<T> {

  /** What is done to pixels, N x channels x 15 x 125, in front of the first convolution. */
  T standardise(T pixels, Normalization normalization);

  /** Convolution and batch normalisation. */
  T convolution(T input, Convolution convolution);

  /** Rectified linear unit. */
  T relu(T input);

  /** Maximum over 3 x 3, stride 2, padding 1. */
  T maxPool(T input);

  /** Sum of two of the same shape. */
  T add(T left, T right);

  /** Mean over height and width: N x C x H x W to N x C. */
  T globalAveragePool(T input);

  /** Fully connected layer {@code fc}: N x 512 to N x classes. */
  T fullyConnected(T input);
}
