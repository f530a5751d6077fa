package io.kinetograph.streams.classify;

import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders segments on the model's scale and runs them through one network. */
final class NetworkClassifier implements SegmentClassifier {

  private final Network network;
  private final ModelCard card;

  NetworkClassifier(Network network, ModelCard card) {
    this.network = network;
    this.card = card;
  }

  @Override
  public List<Classification> classify(List<Segment> segments) {
    List<Picture> pictures = new ArrayList<>(segments.size());
    for (Segment segment : segments) {
      pictures.add(Picture.of(segment, card.scale()));
    }
    return network.logits(pictures).stream().map(this::classification).toList();
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
    network.close();
  }
}
