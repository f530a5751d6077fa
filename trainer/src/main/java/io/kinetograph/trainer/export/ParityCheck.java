package io.kinetograph.trainer.export;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.network.Classifier;
import java.util.List;

/**
 * How far the logits of two models agree on the same segments.
 *
 * @param segments how many
 * @param largestDifference of any logit
 * @param differentLabels segments with another most likely label
 */
public record ParityCheck(int segments, float largestDifference, int differentLabels) {

  /** Compares two classifiers of the same labels. */
  static ParityCheck of(Classifier one, Classifier other, List<Segment> segments) {
    return of(one.logits(segments), other.logits(segments));
  }

  /** Compares the logits of two classifiers of the same labels for the same segments. */
  static ParityCheck of(float[][] left, float[][] right) {
    float largest = 0;
    int different = 0;
    for (int i = 0; i < left.length; i++) {
      for (int c = 0; c < left[i].length; c++) {
        float difference = Math.abs(left[i][c] - right[i][c]);
        // NaN counts as the largest difference.
        largest = difference <= largest ? largest : difference;
      }
      different += Classifier.argMax(left[i]) == Classifier.argMax(right[i]) ? 0 : 1;
    }
    return new ParityCheck(left.length, largest, different);
  }

  /** Share of the segments with another most likely label, from 0 to 1. */
  public double differentShare() {
    return (double) differentLabels / segments;
  }
}
