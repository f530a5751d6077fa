package io.kinetograph.trainer.network;

import io.kinetograph.trainer.data.Preprocessing.Normalization;

/**
 * An implementation of the layers: the training engine computes them, the exporter writes them to a
 * model file.
 *
 * @param <T> what is passed from layer to layer
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

  /** Sum of two of the same shape. */
  T add(T left, T right);

  /** Mean over height and width: N x C x H x W to N x C. */
  T globalAveragePool(T input);

  /** Fully connected layer {@code fc}: N x features to N x classes. */
  T fullyConnected(T input);
}
