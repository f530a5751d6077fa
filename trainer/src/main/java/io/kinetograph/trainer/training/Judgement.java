package io.kinetograph.trainer.training;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.network.Classifier;
import java.util.List;

/**
 * How well segments are named.
 *
 * @param accuracy share that is named right, from 0 to 1
 * @param loss mean cross-entropy of those whose activity is among the labels, at least 0
 */
public record Judgement(double accuracy, double loss) {

  /**
   * Judges a classifier.
   *
   * @param segments one or more
   */
  static Judgement of(Classifier classifier, DataSet segments) {
    float[][] logits =
        classifier.logits(segments.segments().stream().map(RecordedSegment::segment).toList());
    List<String> labels = classifier.labels();
    int known = 0;
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      int label = labels.indexOf(segments.segments().get(i).id().label());
      if (label >= 0) {
        known++;
        loss -= logits[i][label] - logOfSum(logits[i]);
      }
    }
    return new Judgement(
        Evaluation.of(labels, logits, segments).accuracy(), loss / Math.max(1, known));
  }

  /** The logarithm of the sum of the exponentials, without overflow. */
  private static double logOfSum(float[] logits) {
    float largest = logits[Classifier.argMax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - largest);
    }
    return largest + Math.log(sum);
  }

  /** Whether this is better: more are named right, or as many at a lower loss. */
  boolean betterThan(Judgement other) {
    return accuracy > other.accuracy || (accuracy == other.accuracy && loss < other.loss);
  }
}
