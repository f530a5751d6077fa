// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.util.List;

/**
 * The labels of the data set's activities in a model and on a dashboard. The data set numbers them
 * from 1 to 19 (Barshan and Altun, UCI Machine Learning Repository, data set 256, 2013).
 */
public final class ActivityLabels {

  /** Number of activities of the data set. */
  public static final int COUNT = 19;

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

  private ActivityLabels() {}

  /**
   * The label of an activity.
   *
   * @param activity its number in the data set, 1 to 19
   * @throws IndexOutOfBoundsException if the number is not from 1 to 19
   */
  public static String of(int activity) {
    return LABELS.get(activity - 1);
  }

  /**
   * The number of an activity.
   *
   * @return 1 to 19, or 0 for a label that the data set does not have
   */
  public static int number(String label) {
    return LABELS.indexOf(label) + 1;
  }

  /** All labels, in the data set's order. */
  public static List<String> all() {
    return LABELS;
  }
}
