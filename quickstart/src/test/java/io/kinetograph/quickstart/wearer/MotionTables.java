// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.recordings.motion.MotionTable;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.function.IntFunction;

/** WearerMotion tables that nobody has fitted. */
final class MotionTables {

  private static final String HEADER =
      "activity,unit,axis,mean,noise,memory,f1,a1,p1,f2,a2,p2,f3,a3,p3,f4,a4,p4,f5,a5,p5,f6,a6,p6";

  private MotionTables() {}

  /**
   * A table's text.
   *
   * @param figures of a row of the picture: mean, noise, memory and six waves
   */
  private static String text(List<String> activities, IntFunction<String> figures) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (String activity : activities) {
      for (BodyUnit unit : BodyUnit.values()) {
        for (int axis = 0; axis < BodyUnit.AXES; axis++) {
          text.append(activity)
              .append(',')
              .append(unit)
              .append(',')
              .append("xyz".charAt(axis))
              .append(',')
              .append(figures.apply(unit.row(axis)))
              .append('\n');
        }
      }
    }
    return text.toString();
  }

  static MotionTable of(List<String> activities, IntFunction<String> figures) throws IOException {
    return MotionTable.read("motion table", new StringReader(text(activities, figures)));
  }
}
