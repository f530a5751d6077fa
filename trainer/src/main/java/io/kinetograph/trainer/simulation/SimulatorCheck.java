package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.motion.AxisMotion;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import io.kinetograph.trainer.network.Classifier;
import java.util.List;

/** Lets a model name simulated segments. */
public final class SimulatorCheck {

  private final Classifier classifier;
  private final int segments;
  private final long seed;

  /**
   * Creates a check.
   *
   * @param classifier the model
   * @param segments how many simulated segments an activity
   * @param seed of their noise
   */
  public SimulatorCheck(Classifier classifier, int segments, long seed) {
    this.classifier = classifier;
    this.segments = segments;
    this.seed = seed;
  }

  /** Simulates every activity of a table and counts what it is taken for. */
  public ConfusionMatrix confusion(MotionTable table) {
    ConfusionMatrix matrix = new ConfusionMatrix(table.activities());
    for (String label : table.activities()) {
      List<Segment> simulated = SimulatedSegments.of(table.of(label), segments, seed);
      classifier.classify(simulated).forEach(predicted -> matrix.count(label, predicted));
    }
    return matrix;
  }

  /** Mean probability that the model gives a simulated activity, from 0 to 1. */
  double probability(String label, List<AxisMotion> motions) {
    int index = classifier.labels().indexOf(label);
    double sum = 0;
    for (float[] logits : classifier.logits(SimulatedSegments.of(motions, segments, seed))) {
      double all = 0;
      for (float logit : logits) {
        all += Math.exp(logit - logits[index]);
      }
      sum += 1 / all;
    }
    return sum / segments;
  }
}
