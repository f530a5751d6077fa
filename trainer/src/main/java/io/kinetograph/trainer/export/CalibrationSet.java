package io.kinetograph.trainer.export;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws the segments for int8 calibration: the same number of each activity. */
public final class CalibrationSet {

  private CalibrationSet() {}

  /**
   * Draws segments.
   *
   * @param training the model's training set
   * @param count how many to draw, at least 1; all if there are fewer
   * @param seed the same seed draws the same segments
   */
  public static DataSet draw(DataSet training, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("calibration " + count + " is not at least 1");
    }
    Random random = new Random(seed);
    List<List<RecordedSegment>> activities = new ArrayList<>();
    for (int activity : training.activities()) {
      List<RecordedSegment> all =
          new ArrayList<>(training.where(id -> id.activity() == activity).segments());
      Collections.shuffle(all, random);
      activities.add(all);
    }
    List<RecordedSegment> drawn = new ArrayList<>();
    for (int pass = 0; drawn.size() < Math.min(count, training.size()); pass++) {
      for (List<RecordedSegment> activity : activities) {
        if (pass < activity.size() && drawn.size() < count) {
          drawn.add(activity.get(pass));
        }
      }
    }
    return new DataSet(drawn);
  }
}
