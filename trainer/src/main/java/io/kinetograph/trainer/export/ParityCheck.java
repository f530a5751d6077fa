package io.kinetograph.trainer.export;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.network.Classifier;
import java.util.List;

/**
 * How far two classifiers agree.
 *
 * @param segments on how many segments
 * @param largestDifference of any logit
 * @param differentlyNamed segments whose most likely activity differs
 */
public record ParityCheck(int segments, float largestDifference, int differentlyNamed) {

  /** Lets two classifiers of the same labels name segments. */
  static ParityCheck of(Classifier one, Classifier other, List<Segment> segments) {
    return of(one.logits(segments), other.logits(segments));
  }

  /** Compares the logits that two classifiers of the same labels gave for the same segments. */
  static ParityCheck of(float[][] left, float[][] right) {
    float largest = 0;
    int differently = 0;
    for (int i = 0; i < left.length; i++) {
      for (int c = 0; c < left[i].length; c++) {
        float difference = Math.abs(left[i][c] - right[i][c]);
        // A difference that is no number is the largest there is.
        largest = difference <= largest ? largest : difference;
      }
      differently += Classifier.argMax(left[i]) == Classifier.argMax(right[i]) ? 0 : 1;
    }
    return new ParityCheck(left.length, largest, differently);
  }

  /** Share of the segments that are named differently, from 0 to 1. */
  public double differentShare() {
    return (double) differentlyNamed / segments;
  }
}
