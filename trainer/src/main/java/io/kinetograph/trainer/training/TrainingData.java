package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.dataset.RecordedSegment;
import io.kinetograph.trainer.dataset.Split;
import io.kinetograph.trainer.picture.PixelScaleFit;
import io.kinetograph.trainer.picture.Standardisation;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The data of a training and what is fitted to it. Scale and standardisation come from the training
 * part alone, as if the held part did not exist.
 */
final class TrainingData {

  private final Split split;
  private final List<Integer> activities;
  private final PixelScale scale;
  private final Standardisation standardisation;

  private TrainingData(Split split, PixelScale scale, double contrast) {
    this.split = split;
    this.activities = List.copyOf(split.training().activities());
    this.scale = scale;
    this.standardisation = Standardisation.of(split.training(), scale, contrast);
  }

  static TrainingData prepare(DataSet data, TrainingSettings settings) {
    Split split =
        settings.holdout().split(data.where(id -> settings.subjects().contains(id.subject())));
    if (split.training().activities().size() < 2) {
      throw new IllegalArgumentException(
          "%d segments of %d activities are left to train on: two activities are the least"
              .formatted(split.training().size(), split.training().activities().size()));
    }
    PixelScale scale =
        PixelScaleFit.fit(split.training(), settings.lowPercentile(), settings.highPercentile());
    return new TrainingData(split, scale, settings.contrast());
  }

  DataSet training() {
    return split.training();
  }

  DataSet held() {
    return split.held();
  }

  PixelScale scale() {
    return scale;
  }

  Standardisation standardisation() {
    return standardisation;
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
    CRC32 crc = new CRC32();
    for (RecordedSegment segment : split.training().segments()) {
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
