// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.util.List;

/**
 * A loaded model that turns pictures into logits. {@link ModelLoader} loads it; whoever had it
 * loaded closes it, after the last call has returned. Several threads may call it at once; all of
 * them share one session.
 */
public interface LogitsModel extends AutoCloseable {

  /** The model's description of itself. */
  ModelCard card();

  /** The device it runs on: {@code cpu}, {@code cuda:0}, {@code tensorrt:0}; never {@code auto}. */
  ModelDevice device();

  /** SHA-256 of its file, in lowercase hexadecimal. */
  String digest();

  /**
   * Runs the model, in batches of the size it was loaded for.
   *
   * @param pictures rendered on the card's scale, see {@link #render}
   * @return for each picture, in the same order, one logit for each label of the card, and the
   *     features if the file has them. A logit may be NaN or infinite, see {@link Logits#areFinite}
   * @throws InferenceException if the model fails
   * @throws IllegalStateException if the model has been closed
   */
  List<ModelOutput> run(List<Picture> pictures);

  /** The logits alone of {@link #run}. */
  default List<float[]> logits(List<Picture> pictures) {
    return run(pictures).stream().map(ModelOutput::logits).toList();
  }

  /** Renders segments on the scale that the model was trained with. */
  default List<Picture> render(List<Segment> segments) {
    return segments.stream().map(segment -> Picture.of(segment, card().scale())).toList();
  }

  @Override
  void close();
}
