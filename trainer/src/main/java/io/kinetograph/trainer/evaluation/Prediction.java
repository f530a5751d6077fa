package io.kinetograph.trainer.evaluation;

import io.kinetograph.inference.Logits;
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
    float[] row = new float[logits.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = logits.get(i);
    }
    int best = Logits.argMax(row);
    return new Prediction(id, labels.get(best), Logits.softmax(row)[best], logits);
  }

  /** Whether the predicted label is the actual one. */
  public boolean isRight() {
    return predicted.equals(id.label());
  }
}
