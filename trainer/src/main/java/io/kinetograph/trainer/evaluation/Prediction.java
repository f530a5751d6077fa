package io.kinetograph.trainer.evaluation;

import io.kinetograph.recordings.dataset.SegmentId;

/**
 * What a segment was named.
 *
 * @param id which segment
 * @param predicted the label it was given
 */
public record Prediction(SegmentId id, String predicted) {

  /** Whether that is what was done. */
  public boolean right() {
    return predicted.equals(id.label());
  }
}
