// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.inference.Logits;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.network.Classifier;
import java.util.List;

/**
 * How well a classifier labels segments whose activity is known.
 *
 * @param accuracy share of correct labels, from 0 to 1
 * @param loss mean cross-entropy over the segments whose activity the classifier knows, at least 0
 */
public record EvaluationMetrics(double accuracy, double loss) {

  /**
   * Evaluates a classifier.
   *
   * @param segments one or more
   */
  public static EvaluationMetrics of(Classifier classifier, DataSet segments) {
    float[][] logits =
        classifier.logits(segments.segments().stream().map(RecordedSegment::segment).toList());
    List<String> labels = classifier.labels();
    int known = 0;
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      int label = labels.indexOf(segments.segments().get(i).id().label());
      if (label >= 0) {
        known++;
        loss += Logits.crossEntropy(logits[i], label);
      }
    }
    return new EvaluationMetrics(
        Evaluation.of(labels, logits, segments).accuracy(), loss / Math.max(1, known));
  }

  /** Whether this is better: a higher accuracy, or the same accuracy at a lower loss. */
  public boolean isBetterThan(EvaluationMetrics other) {
    return accuracy > other.accuracy || (accuracy == other.accuracy && loss < other.loss);
  }
}
