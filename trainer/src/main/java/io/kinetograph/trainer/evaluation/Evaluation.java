// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.Logits;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The predictions of a classifier for all segments of a data set. Probabilities are softmax of
 * logits / temperature. The temperature is 1 unless {@link #at} gives another one.
 */
public final class Evaluation {

  private final List<String> labels;
  private final List<Prediction> predictions;
  private final double temperature;

  Evaluation(List<String> labels, List<Prediction> predictions) {
    this(labels, predictions, 1);
  }

  private Evaluation(List<String> labels, List<Prediction> predictions, double temperature) {
    this.labels = List.copyOf(labels);
    this.predictions = List.copyOf(predictions);
    this.temperature = temperature;
  }

  /**
   * Evaluates a classifier.
   *
   * @param classifier what to evaluate
   * @param data one segment or more
   */
  public static Evaluation of(Classifier classifier, DataSet data) {
    List<Segment> segments = data.segments().stream().map(RecordedSegment::segment).toList();
    return of(classifier.labels(), classifier.logits(segments), data);
  }

  /**
   * Makes predictions of logits.
   *
   * @param labels of the classifier
   * @param logits a row for each segment, a column for each label
   * @param data the segments, one or more
   * @throws IllegalStateException if a logit is NaN or infinite: such logits name no activity
   */
  public static Evaluation of(List<String> labels, float[][] logits, DataSet data) {
    requireFinite(logits);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      List<Float> row = new ArrayList<>();
      for (float logit : logits[i]) {
        row.add(logit);
      }
      predictions.add(Prediction.of(data.segments().get(i).id(), labels, row, 1));
    }
    return new Evaluation(labels, predictions);
  }

  private static void requireFinite(float[][] logits) {
    long count = Arrays.stream(logits).filter(row -> !Logits.areFinite(row)).count();
    if (count > 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the logits of %d of %d segments are NaN or infinite, so they have no label: the"
                  + " training diverged (try a lower learning rate), or the model computes with too"
                  + " few bits (float16)",
              count,
              logits.length));
    }
  }

  /**
   * Reads a file of predictions, and computes their confidences from the logits, at temperature 1.
   *
   * @throws IOException if the file cannot be read or is not a file of predictions; the message
   *     names file and line
   */
  public static Evaluation read(Path file) throws IOException {
    return PredictionsCsv.read(file);
  }

  /**
   * The same predictions with their probabilities at another temperature, which changes no label.
   *
   * @param other positive and finite
   */
  public Evaluation at(double other) {
    return other == temperature
        ? this
        : new Evaluation(
            labels,
            predictions.stream()
                .map(p -> Prediction.of(p.id(), labels, p.logits(), other))
                .toList(),
            other);
  }

  /** The predictions for the segments whose ids pass. */
  public Evaluation where(Predicate<SegmentId> condition) {
    return new Evaluation(
        labels, predictions.stream().filter(p -> condition.test(p.id())).toList(), temperature);
  }

  /** The {@link Logits#energy} of each segment, in the order of the predictions. */
  public double[] energies() {
    return predictions.stream().mapToDouble(Prediction::energy).toArray();
  }

  /** The {@link EnergyThreshold#score} of each segment, in the order of the predictions. */
  public double[] scores(EnergyThreshold threshold) {
    return predictions.stream()
        .mapToDouble(p -> threshold.score(p.predicted(), p.energy()))
        .toArray();
  }

  /** The temperature of the probabilities. */
  public double temperature() {
    return temperature;
  }

  /** The labels of the classifier, in the order of the logits. */
  List<String> labels() {
    return labels;
  }

  /** One prediction per segment, in the order of the segments' ids. */
  public List<Prediction> predictions() {
    return predictions;
  }

  /** Share of the segments with the right label, from 0 to 1. */
  public double accuracy() {
    return (double) predictions.stream().filter(Prediction::isRight).count() / predictions.size();
  }

  /**
   * Share of the segments whose label has the right group of activities, from 0 to 1. It is the
   * group that the app publishes with the label.
   */
  public double coarseAccuracy() {
    return (double) predictions.stream().filter(Prediction::hasRightGroup).count()
        / predictions.size();
  }

  /** Actual against predicted activities. */
  public ConfusionMatrix confusion() {
    ConfusionMatrix matrix = new ConfusionMatrix(ActivityLabels.all());
    predictions.forEach(p -> matrix.count(p.id().label(), p.predicted()));
    return matrix;
  }

  /**
   * Writes {@code subject,activity,segment,label,predicted,confidence} and the logits, one line per
   * segment. The confidence is at the temperature, and the logits are not divided by it.
   *
   * @param file where to; replaced if it exists
   */
  public void writePredictions(Path file) throws IOException {
    PredictionsCsv.write(file, labels, predictions);
  }

  /**
   * What a classifier predicts for a segment.
   *
   * @param id of the segment
   * @param predicted the most likely label
   * @param confidence that label's probability, from 0 to 1
   * @param logits one for each label of the classifier, in its order
   */
  public record Prediction(SegmentId id, String predicted, double confidence, List<Float> logits) {

    public Prediction {
      logits = List.copyOf(logits);
    }

    /**
     * Predicts by logits.
     *
     * @param id of the segment
     * @param labels of the classifier
     * @param logits one for each label
     * @param temperature that the logits are divided by
     */
    static Prediction of(
        SegmentId id, List<String> labels, List<Float> logits, double temperature) {
      float[] row = toArray(logits);
      int best = Logits.argMax(row);
      return new Prediction(id, labels.get(best), Logits.softmax(row, temperature)[best], logits);
    }

    private static float[] toArray(List<Float> logits) {
      float[] row = new float[logits.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = logits.get(i);
      }
      return row;
    }

    /** The {@link Logits#energy}. */
    public double energy() {
      return Logits.energy(row());
    }

    /** The logits as an array. */
    float[] row() {
      return toArray(logits);
    }

    /** Whether the label has the right group. */
    boolean hasRightGroup() {
      return ActivityGroups.of(predicted).equals(ActivityGroups.of(id.label()));
    }

    /** Whether the predicted label is the actual one. */
    public boolean isRight() {
      return predicted.equals(id.label());
    }
  }
}
