package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.motion.AxisMotion;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.network.Classifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits a table to a data set. Each activity is taken from one subject, so that the simulated wearer
 * looks like somebody and not like the mean of all: the one whose simulated segments the model
 * names right with the greatest mean probability.
 */
public final class SimulatorFit {

  private final Classifier classifier;
  private final SimulatorCheck check;

  /**
   * Creates a fit.
   *
   * @param classifier who chooses among the subjects
   * @param segments how many simulated segments a subject and activity is judged by
   * @param seed of their noise
   */
  public SimulatorFit(Classifier classifier, int segments, long seed) {
    this.classifier = classifier;
    this.check = new SimulatorCheck(classifier, segments, seed);
  }

  /**
   * Fits.
   *
   * @param data recordings
   * @param listener is told which subject was chosen
   */
  public MotionTable fit(DataSet data, Listener listener) {
    Map<String, List<AxisMotion>> table = new LinkedHashMap<>();
    for (int activity : data.activities()) {
      String label = ActivityLabels.of(activity);
      if (!classifier.labels().contains(label)) {
        throw new IllegalArgumentException("the model does not know " + label);
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
      listener.chosen(label, chosen, most);
    }
    return new MotionTable(table);
  }

  /** Is told what was chosen. */
  public interface Listener {

    /**
     * An activity is fitted.
     *
     * @param label of the activity
     * @param subject whom it was taken from
     * @param probability mean probability that the model gives the activity, from 0 to 1
     */
    void chosen(String label, int subject, double probability);
  }
}
