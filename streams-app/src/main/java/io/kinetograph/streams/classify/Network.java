package io.kinetograph.streams.classify;

import io.kinetograph.imaging.picture.Picture;
import java.util.List;

/** What makes logits of pictures. For one thread at a time, unless it says otherwise. */
interface Network extends AutoCloseable {

  /**
   * Runs the network once.
   *
   * @return a row of logits for each picture, in the same order
   * @throws ClassificationException if it fails
   */
  List<float[]> logits(List<Picture> pictures);

  @Override
  void close();
}
