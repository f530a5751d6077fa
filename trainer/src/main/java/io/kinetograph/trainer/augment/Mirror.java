// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import io.kinetograph.imaging.mounting.Mounting;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;

/**
 * Mirrors a segment: exchanges left and right.
 *
 * <p>The units of the data set are strapped on as mirror images of each other: x up or down, z out
 * of the body, y across. This shows in its symmetric activities: in sitting, standing and walking,
 * the mean accelerations of right and left differ only in the sign of y. So the reflection
 * exchanges the arms and the legs and changes the sign of every y, including the torso's.
 */
final class Mirror {

  private static final int COLUMNS = Segment.COLUMNS;
  private static final int SIDED = ActivityLabels.number("lying-on-right-side");

  private Mirror() {}

  /** Whether an activity keeps its label when mirrored. */
  static boolean keeps(int activity) {
    return activity != SIDED;
  }

  /**
   * Mirrors in place.
   *
   * @param values 15 x 125 accelerations, row after row
   */
  static void mirror(float[] values) {
    exchangeArms(values);
    exchangeLegs(values);
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      int y = BodyUnit.at(unit).row(1) * COLUMNS;
      for (int i = y; i < y + COLUMNS; i++) {
        values[i] = -values[i];
      }
    }
  }

  /** What is measured if the units of both arms are exchanged by mistake, in place. */
  static void exchangeArms(float[] values) {
    Mounting.exchange(values, BodyUnit.RIGHT_ARM, BodyUnit.LEFT_ARM);
  }

  /** What is measured if the units of both legs are exchanged by mistake, in place. */
  static void exchangeLegs(float[] values) {
    Mounting.exchange(values, BodyUnit.RIGHT_LEG, BodyUnit.LEFT_LEG);
  }
}
