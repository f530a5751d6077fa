package io.kinetograph.streams.classify;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.kinetograph.imaging.picture.Picture;
import java.util.List;

/** A network run by DJL, by a predictor and in buffers of its own. */
final class PredictorNetwork implements Network {

  private final String version;
  private final Predictor<Picture, float[]> predictor;

  PredictorNetwork(String version, Predictor<Picture, float[]> predictor) {
    this.version = version;
    this.predictor = predictor;
  }

  @Override
  public List<float[]> logits(List<Picture> pictures) {
    try {
      return predictor.batchPredict(pictures);
    } catch (TranslateException e) {
      throw new ClassificationException(
          "model %s failed on %d pictures".formatted(version, pictures.size()), e);
    }
  }

  @Override
  public void close() {
    predictor.close();
  }
}
