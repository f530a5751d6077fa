package io.kinetograph.trainer.evaluation;

import io.kinetograph.recordings.dataset.SegmentId;
import java.util.List;

/**
 * What a classifier predicts for a segment.
 *
 * @param id of the segment
 * @param predicted the most likely label
 * @param confidence that label's probability, from 0 to 1
 * @param logits one for each label of the classifier, in its order
 */
public record Prediction(SegmentId id, String predicted, double confidence, List<Float> logits) {

  /** Copies. */
  public Prediction {
    logits = List.copyOf(logits);
  }

  /**
   * Predicts by logits.
   *
   * @param id of the segment
   * @param labels of the classifier
   * @param logits one for each label
   */
  static Prediction of(SegmentId id, List<String> labels, List<Float> logits) {
    int best = 0;
    for (int i = 1; i < logits.size(); i++) {
      if (logits.get(i) > logits.get(best)) {
        best = i;
      }
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits.get(best));
    }
    return new Prediction(id, labels.get(best), 1 / sum, logits);
  }

  /** Whether the predicted label is the actual one. */
  public boolean isRight() {
    return predicted.equals(id.label());
  }
}
