// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Classifies segments with a network in the training engine. */
public final class EngineClassifier implements Classifier {

  private final ResNet network;
  private final PixelScale scale;
  private final List<String> labels;
  private final NDManager manager;

  /**
   * Creates a classifier.
   *
   * @param network with weights, for pictures of one channel
   * @param scale the scale it was trained with
   * @param labels its classes
   * @param manager not closed here
   */
  public EngineClassifier(
      ResNet network, PixelScale scale, List<String> labels, NDManager manager) {
    this.network = network;
    this.scale = scale;
    this.labels = List.copyOf(labels);
    this.manager = manager;
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public float[][] batchLogits(List<Segment> batch) {
    int size = batch.size();
    try (NDManager step = manager.newSubManager()) {
      NDArray input = pictures(batch, scale, step);
      ParameterStore store = new ParameterStore(step, false);
      float[] output =
          network.forward(store, new NDList(input), false).singletonOrThrow().toFloatArray();
      float[][] logits = new float[size][];
      for (int i = 0; i < size; i++) {
        logits[i] = Arrays.copyOfRange(output, i * labels.size(), (i + 1) * labels.size());
      }
      return logits;
    }
  }

  /**
   * The pictures of segments.
   *
   * @param manager owns the result
   * @return N x 1 x 15 x 125
   */
  static NDArray pictures(List<Segment> segments, PixelScale scale, NDManager manager) {
    FloatBuffer pixels = FloatBuffer.allocate(segments.size() * Picture.PIXELS);
    segments.forEach(segment -> Picture.of(segment, scale).putInto(pixels));
    return manager.create(
        pixels.flip(), new Shape(segments.size(), 1, Picture.ROWS, Picture.COLUMNS));
  }
}
