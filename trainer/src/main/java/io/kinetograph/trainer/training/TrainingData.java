package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.PixelScaleFit;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.data.Split;
import io.kinetograph.trainer.data.Standardisation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The data of a training and what is fitted to it. Scale and standardisation come from the training
 * part alone, as if the held part did not exist; or from the model that is trained further.
 */
final class TrainingData {

  private final Split split;
  private final DataSet held;
  private final List<Integer> activities;
  private final PictureFit fit;

  private TrainingData(Split split, DataSet held, PictureFit fit) {
    this.split = split;
    this.held = held;
    this.activities = List.copyOf(split.training().activities());
    this.fit = fit;
  }

  /**
   * Prepares data for weights to begin with.
   *
   * @throws IOException if scale and standardisation are those of a model that cannot be read
   */
  static TrainingData start(DataSet data, TrainingSettings settings) throws IOException {
    return prepare(
        data,
        settings,
        settings.course().start() instanceof StartingPoint.Earlier earlier
            ? Optional.of(Checkpoint.fit(Checkpoint.open(earlier.model()).entries()))
            : Optional.empty());
  }

  static TrainingData prepare(DataSet data, TrainingSettings settings) {
    return prepare(data, settings, Optional.empty());
  }

  /**
   * Prepares data.
   *
   * @param given scale and standardisation, if they are not to be fitted to these data
   */
  static TrainingData prepare(DataSet data, TrainingSettings settings, Optional<PictureFit> given) {
    Split outer = outer(data, settings);
    Split split = inner(outer, settings);
    if (split.training().activities().size() < 2) {
      throw new IllegalArgumentException(
          "%d segments of %d activities are left to train on: two activities are the least"
              .formatted(split.training().size(), split.training().activities().size()));
    }
    return new TrainingData(
        split, outer.held(), given.orElseGet(() -> fit(split.training(), settings)));
  }

  private static Split outer(DataSet data, TrainingSettings settings) {
    return settings.holdout().split(data.where(id -> settings.subjects().contains(id.subject())));
  }

  /** From what is left alone: what is kept back must decide nothing. */
  private static Split inner(Split outer, TrainingSettings settings) {
    return settings.course().validation().split(outer.training());
  }

  private static PictureFit fit(DataSet training, TrainingSettings settings) {
    PixelScale scale =
        PixelScaleFit.fit(training, settings.lowPercentile(), settings.highPercentile());
    return new PictureFit(
        scale, Standardisation.of(training, scale, settings.contrast(), settings.posture()));
  }

  DataSet training() {
    return split.training();
  }

  /** What is judged after each epoch and may end the training. */
  DataSet validation() {
    return split.held();
  }

  /** What is judged after each epoch and decides nothing. */
  DataSet held() {
    return held;
  }

  PixelScale scale() {
    return fit.scale();
  }

  Standardisation standardisation() {
    return fit.standardisation();
  }

  int classes() {
    return activities.size();
  }

  /** The class of an activity's number. */
  int classOf(RecordedSegment segment) {
    return activities.indexOf(segment.id().activity());
  }

  /** The labels in the order of the classes. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    activities.forEach(activity -> labels.add(ActivityLabels.of(activity)));
    return labels;
  }

  /** Tells this training set from another: its ids and values in one number. */
  String digest() {
    return digest(split.training());
  }

  /** The same of the training set that settings make of data. */
  static String digest(DataSet data, TrainingSettings settings) {
    return digest(inner(outer(data, settings), settings).training());
  }

  private static String digest(DataSet training) {
    CRC32 crc = new CRC32();
    for (RecordedSegment segment : training.segments()) {
      int[] numbers = {segment.id().hashCode(), segment.segment().hashCode()};
      for (int number : numbers) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
          crc.update(number >>> shift);
        }
      }
    }
    return Long.toHexString(crc.getValue());
  }
}
