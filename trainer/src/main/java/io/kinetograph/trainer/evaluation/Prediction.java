package io.kinetograph.trainer.evaluation;

import io.kinetograph.recordings.dataset.SegmentId;
import java.util.List;

/**
 * What a segment was named.
 *
 * @param id which segment
 * @param predicted the label it was given
 * @param confidence the label's probability, from 0 to 1
 * @param logits a number a label of the classifier, in its order
 */
public record Prediction(SegmentId id, String predicted, double confidence, List<Float> logits) {

  /** Copies. */
  public Prediction {
    logits = List.copyOf(logits);
  }

  /**
   * Names a segment by its logits.
   *
   * @param id which segment
   * @param labels the classifier's
   * @param logits a number a label
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

  /** Whether that is what was done. */
  public boolean right() {
    return predicted.equals(id.label());
  }
}
