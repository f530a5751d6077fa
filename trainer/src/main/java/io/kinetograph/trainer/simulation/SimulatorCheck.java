// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.Logits;
import io.kinetograph.recordings.motion.AxisMotion;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.recordings.motion.Synthesis;
import io.kinetograph.trainer.evaluation.ConfusionMatrix;
import io.kinetograph.trainer.network.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Checks a motion table: a model classifies segments that are simulated by it. */
public final class SimulatorCheck {

  private final Classifier classifier;
  private final int segments;
  private final long seed;

  /**
   * Creates a check.
   *
   * @param classifier the model
   * @param segments number of simulated segments per activity
   * @param seed of the noise
   */
  public SimulatorCheck(Classifier classifier, int segments, long seed) {
    this.classifier = classifier;
    this.segments = segments;
    this.seed = seed;
  }

  /** Simulates each activity of a table and counts the labels that the model predicts. */
  public ConfusionMatrix confusion(MotionTable table) {
    ConfusionMatrix matrix = new ConfusionMatrix(table.activities());
    for (String label : table.activities()) {
      List<Segment> simulated = simulate(table.of(label));
      classifier.classify(simulated).forEach(predicted -> matrix.count(label, predicted));
    }
    return matrix;
  }

  /** Mean probability of the right label of a simulated activity at temperature 1, 0 to 1. */
  double probability(String label, List<AxisMotion> motions) {
    int index = classifier.labels().indexOf(label);
    double sum = 0;
    for (float[] logits : classifier.logits(simulate(motions))) {
      sum += Logits.softmax(logits)[index];
    }
    return sum / segments;
  }

  private List<Segment> simulate(List<AxisMotion> motions) {
    return simulate(motions, segments, seed);
  }

  /**
   * Simulates the first segments of an activity, as a wearable would send them.
   *
   * @param motions 15, in the order of a segment's rows
   * @param count number of segments
   * @param seed of the noise
   */
  static List<Segment> simulate(List<AxisMotion> motions, int count, long seed) {
    Synthesis synthesis = new Synthesis(motions, new SplittableRandom(seed));
    List<Segment> simulated = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      simulated.add(Segment.measured(i * Segment.LENGTH_MICROS, synthesis.next()));
    }
    return simulated;
  }
}
