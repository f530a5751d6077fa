package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.dataset.RecordedSegment;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a classifier said of every segment of a data set. */
public final class Evaluation {

  private final List<Prediction> predictions;

  private Evaluation(List<Prediction> predictions) {
    this.predictions = List.copyOf(predictions);
  }

  /**
   * Lets a classifier name segments.
   *
   * @param classifier who names
   * @param data one segment or more
   */
  public static Evaluation of(Classifier classifier, DataSet data) {
    List<Segment> segments = data.segments().stream().map(RecordedSegment::segment).toList();
    List<String> named = classifier.classify(segments);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      predictions.add(new Prediction(data.segments().get(i).id(), named.get(i)));
    }
    return new Evaluation(predictions);
  }

  /** A prediction a segment, in the order of the segments' ids. */
  public List<Prediction> predictions() {
    return predictions;
  }

  /** Share of the segments named right, from 0 to 1. */
  public double accuracy() {
    return (double) predictions.stream().filter(Prediction::right).count() / predictions.size();
  }

  /** Who was taken for what. */
  public ConfusionMatrix confusion() {
    ConfusionMatrix matrix = new ConfusionMatrix(ActivityLabels.all());
    predictions.forEach(p -> matrix.count(p.id().label(), p.predicted()));
    return matrix;
  }

  /**
   * Writes {@code subject,activity,segment,label,predicted}, a line a segment.
   *
   * @param file where to; replaced if it exists
   */
  public void writePredictions(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("subject,activity,segment,label,predicted");
    for (Prediction p : predictions) {
      lines.add(
          "%d,%d,%d,%s,%s"
              .formatted(
                  p.id().subject(),
                  p.id().activity(),
                  p.id().number(),
                  p.id().label(),
                  p.predicted()));
    }
    Files.write(file, lines);
  }
}
