package io.kinetograph.streams.classify;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders segments on the model's scale and runs them through one predictor. */
final class DjlSegmentClassifier implements SegmentClassifier {

  private final Predictor<Picture, float[]> predictor;
  private final ModelCard card;

  DjlSegmentClassifier(Predictor<Picture, float[]> predictor, ModelCard card) {
    this.predictor = predictor;
    this.card = card;
  }

  @Override
  public List<Classification> classify(List<Segment> segments) {
    List<Picture> pictures = new ArrayList<>(segments.size());
    for (Segment segment : segments) {
      pictures.add(Picture.of(segment, card.scale()));
    }
    try {
      List<Classification> classifications = new ArrayList<>(segments.size());
      for (float[] logits : predictor.batchPredict(pictures)) {
        classifications.add(classification(logits));
      }
      return classifications;
    } catch (TranslateException e) {
      throw new ClassificationException(
          "model %s failed on %d pictures".formatted(card.version(), pictures.size()), e);
    }
  }

  private Classification classification(float[] logits) {
    float[] shares = Softmax.of(logits);
    Map<String, Float> probabilities = new LinkedHashMap<>();
    int best = 0;
    for (int i = 0; i < shares.length; i++) {
      probabilities.put(card.labels().get(i), shares[i]);
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return new Classification(card.labels().get(best), shares[best], probabilities, card.version());
  }

  @Override
  public void close() {
    predictor.close();
  }
}
