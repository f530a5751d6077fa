package io.kinetograph.trainer.export;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws the segments that ranges are taken from: of every activity as many as of any other. */
public final class CalibrationSet {

  private CalibrationSet() {}

  /**
   * Draws.
   *
   * @param training what the model was trained on
   * @param count how many to draw, at least 1; all if there are no more
   * @param seed the same segments come from the same seed
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
    for (int turn = 0; drawn.size() < Math.min(count, training.size()); turn++) {
      for (List<RecordedSegment> activity : activities) {
        if (turn < activity.size() && drawn.size() < count) {
          drawn.add(activity.get(turn));
        }
      }
    }
    return new DataSet(drawn);
  }
}
