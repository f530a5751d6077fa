package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Normalization;
import io.kinetograph.trainer.data.PixelScaleFit;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.data.Split;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The data of a training and what is fitted to it. Scale and normalization come from the training
 * part alone, as if the held part did not exist; or from the model that is trained further.
 */
final class TrainingData {

  private final Split split;
  private final DataSet held;
  private final List<Integer> activities;
  private final Preprocessing fit;

  private TrainingData(Split split, DataSet held, Preprocessing fit) {
    this.split = split;
    this.held = held;
    this.activities = List.copyOf(split.training().activities());
    this.fit = fit;
  }

  /**
   * Prepares data for weights to begin with.
   *
   * @throws IOException if scale and normalization are those of a model that cannot be read
   */
  static TrainingData start(DataSet data, TrainingSettings settings) throws IOException {
    return prepare(
        data,
        settings,
        settings.fineTuning().initialWeights() instanceof InitialWeights.FromCheckpoint earlier
            ? Optional.of(Checkpoint.fit(Checkpoint.open(earlier.model()).entries()))
            : Optional.empty());
  }

  static TrainingData prepare(DataSet data, TrainingSettings settings) {
    return prepare(data, settings, Optional.empty());
  }

  /**
   * Prepares data.
   *
   * @param given scale and normalization, if they are not to be fitted to these data
   */
  static TrainingData prepare(
      DataSet data, TrainingSettings settings, Optional<Preprocessing> given) {
    Split outer = outer(data, settings);
    Split split = inner(outer, settings);
    if (split.training().activities().size() < 2) {
      throw new IllegalArgumentException(
          "%d segments of %d activities are left to train on: two activities are the least"
              .formatted(split.training().size(), split.training().activities().size()));
    }
    return new TrainingData(
        split, outer.heldOut(), given.orElseGet(() -> fit(split.training(), settings)));
  }

  private static Split outer(DataSet data, TrainingSettings settings) {
    return settings
        .holdout()
        .split(data.where(id -> settings.subjects().contains(id.subject())), settings.seed());
  }

  /** From what is left alone: what is kept back must decide nothing. */
  private static Split inner(Split outer, TrainingSettings settings) {
    return settings.fineTuning().validation().split(outer.training(), settings.seed());
  }

  private static Preprocessing fit(DataSet training, TrainingSettings settings) {
    PixelScale scale =
        PixelScaleFit.fit(
            training,
            settings.preprocessing().lowPercentile(),
            settings.preprocessing().highPercentile());
    return new Preprocessing(
        scale,
        Normalization.of(
            training,
            scale,
            settings.preprocessing().contrast(),
            settings.preprocessing().posture()));
  }

  DataSet training() {
    return split.training();
  }

  /** What is judged after each epoch and may end the training. */
  DataSet validation() {
    return split.heldOut();
  }

  /** What is judged after each epoch and decides nothing. */
  DataSet held() {
    return held;
  }

  PixelScale scale() {
    return fit.scale();
  }

  Normalization normalization() {
    return fit.normalization();
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
