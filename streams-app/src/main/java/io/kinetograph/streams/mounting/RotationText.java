// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static java.util.stream.Collectors.joining;

import io.kinetograph.imaging.mounting.Rotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Says a rotation of a unit in words and numbers. */
final class RotationText {

  /** An axis that is closer to x, y or z is called by its name. */
  private static final double NAMED_AXIS = Math.cos(Math.toRadians(20));

  /** An axis that is closer is that axis, as exactly as this is measured. */
  private static final double SAME_AXIS = Math.cos(Math.toRadians(5));

  private RotationText() {}

  /** Such as {@code 90 degrees about its z axis}. */
  static String angle(Rotation rotation) {
    double[] axis = rotation.axis();
    long degrees = Math.round(Math.toDegrees(rotation.radians()));
    String name = format("the axis (%s)", figures(axis, "%.2f"));
    for (int i = 0; i < axis.length; i++) {
      double along = Math.abs(axis[i]);
      if (along >= NAMED_AXIS) {
        // Half a turn is the same in both directions.
        String sign = axis[i] < 0 && degrees != 180 ? "-" : "";
        name =
            format(
                "%sits %s%s axis", along < SAME_AXIS ? "an axis near " : "", sign, "xyz".charAt(i));
      }
    }
    return format("%d degrees about %s", degrees, name);
  }

  /** What to do with a reading, before a matrix that does the same. */
  static String turn(Rotation rotation) {
    return format(
        "turn what it measures by %.0f degrees about (%s), or multiply by",
        Math.toDegrees(rotation.radians()), figures(rotation.axis(), "%.3f"));
  }

  /** The matrix, row after row. */
  static String matrix(Rotation rotation) {
    double[] m = rotation.matrix();
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 9; row += 3) {
      rows.add("[" + figures(Arrays.copyOfRange(m, row, row + 3), "%.3f") + "]");
    }
    return "[" + String.join(", ", rows) + "]";
  }

  private static String figures(double[] values, String format) {
    return Arrays.stream(values).mapToObj(value -> format(format, value)).collect(joining(", "));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
