package io.kinetograph.quickstart.replay;

import java.util.List;

/**
 * What the activities of the data set are called by a model that was trained on it. The data set
 * numbers them from 1 to 19 (Barshan and Altun, UCI Machine Learning Repository, data set 256,
 * 2013). The trainer has the same table, which may not be depended upon here.
 */
public final class RecordedActivities {

  private static final List<String> LABELS =
      List.of(
          "sitting",
          "standing",
          "lying-on-back",
          "lying-on-right-side",
          "ascending-stairs",
          "descending-stairs",
          "standing-in-elevator",
          "moving-in-elevator",
          "walking-parking-lot",
          "walking-treadmill-flat",
          "walking-treadmill-inclined",
          "running-treadmill",
          "stepper",
          "cross-trainer",
          "cycling-horizontal",
          "cycling-vertical",
          "rowing",
          "jumping",
          "playing-basketball");

  /** Number of activities. */
  static final int COUNT = LABELS.size();

  private RecordedActivities() {}

  /**
   * The label of an activity.
   *
   * @param number 1 to 19
   */
  public static String label(int number) {
    return LABELS.get(number - 1);
  }

  /**
   * The number of an activity.
   *
   * @return 1 to 19, or 0 for a label that the data set does not have
   */
  public static int number(String label) {
    return LABELS.indexOf(label) + 1;
  }
}
