// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.motion.AxisMotion;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.progress.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fits a motion table to a data set. Each activity is fitted to one subject, so that the simulated
 * wearer moves like a person and not like the mean of all: the subject whose simulated segments get
 * the highest mean probability of the right label from the model.
 */
public final class SimulatorFit {

  private final Classifier classifier;
  private final SimulatorCheck check;

  /**
   * Creates a fit.
   *
   * @param classifier the model that chooses among the subjects
   * @param segments number of simulated segments per subject and activity
   * @param seed of the noise
   */
  public SimulatorFit(Classifier classifier, int segments, long seed) {
    this.classifier = classifier;
    this.check = new SimulatorCheck(classifier, segments, seed);
  }

  /**
   * Fits the table.
   *
   * @param data recordings
   * @param progress shows which subject was chosen
   */
  public MotionTable fit(DataSet data, Progress progress) {
    Map<String, List<AxisMotion>> table = new LinkedHashMap<>();
    for (int activity : data.activities()) {
      String label = ActivityLabels.of(activity);
      if (!classifier.labels().contains(label)) {
        throw new IllegalArgumentException("the model has no label '%s'".formatted(label));
      }
      double most = -1;
      int chosen = 0;
      for (int subject : data.subjects()) {
        List<Segment> recording =
            data
                .where(id -> id.activity() == activity && id.subject() == subject)
                .segments()
                .stream()
                .map(RecordedSegment::segment)
                .toList();
        if (recording.isEmpty()) {
          continue;
        }
        List<AxisMotion> motions = MotionFit.of(recording);
        double probability = check.probability(label, motions);
        if (probability > most) {
          most = probability;
          chosen = subject;
          table.put(label, motions);
        }
      }
      progress.say(
          String.format(Locale.ROOT, "%s: subject %d, probability %.3f", label, chosen, most));
    }
    return new MotionTable(table);
  }
}
