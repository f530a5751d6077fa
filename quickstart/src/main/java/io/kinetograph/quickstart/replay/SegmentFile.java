package io.kinetograph.quickstart.replay;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A recorded segment: a text of 125 lines of 45 comma-separated numbers. A unit has nine of them,
 * the first three of which are its acceleration in m/s^2.
 *
 * @param path where it is, such as {@code data/a01/p3/s07.txt}
 * @param activity 1 to 19
 * @param subject from 1
 * @param number of the segment in its recording, from 1
 */
record SegmentFile(Path path, int activity, int subject, int number) {

  private static final Pattern NAME =
      Pattern.compile("(?:.*/)?a(\\d{1,3})/p(\\d{1,3})/s(\\d{1,3})\\.txt");
  private static final int COLUMNS = 45;
  private static final int COLUMNS_OF_A_UNIT = COLUMNS / BodyUnit.COUNT;

  /** The segment's file, or nothing if it is named otherwise. */
  static @Nullable SegmentFile at(Path path) {
    Matcher name = NAME.matcher(path.toString().replace('\\', '/'));
    return name.matches()
        ? new SegmentFile(
            path,
            Integer.parseInt(name.group(1)),
            Integer.parseInt(name.group(2)),
            Integer.parseInt(name.group(3)))
        : null;
  }

  /**
   * Reads the accelerations.
   *
   * @return 15 x 125 values in m/s^2, row after row
   * @throws InvalidRecordingException if the file is malformed
   * @throws IOException if it cannot be read
   */
  float[] read() throws IOException {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    // Every byte is a character of this charset, so that no byte is an error without a line.
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      for (int line = 0; line < Segment.COLUMNS; line++) {
        String text = lines.readLine();
        if (text == null) {
          throw new InvalidRecordingException(
              "%s has %d lines, not %d".formatted(path, line, Segment.COLUMNS));
        }
        parse(text, line, values);
      }
      if (lines.readLine() != null) {
        throw new InvalidRecordingException(
            "%s has more than %d lines".formatted(path, Segment.COLUMNS));
      }
    }
    return values;
  }

  private void parse(String text, int line, float[] values) throws InvalidRecordingException {
    int column = 0;
    for (int from = 0; from <= text.length(); column++) {
      int comma = text.indexOf(',', from);
      int to = comma < 0 ? text.length() : comma;
      int unit = column / COLUMNS_OF_A_UNIT;
      int axis = column % COLUMNS_OF_A_UNIT;
      if (unit < BodyUnit.COUNT && axis < BodyUnit.AXES) {
        int row = BodyUnit.at(unit).row(axis);
        values[row * Segment.COLUMNS + line] = number(text.substring(from, to), line, column);
      }
      from = to + 1;
    }
    if (column != COLUMNS) {
      throw new InvalidRecordingException(
          "%s, line %d has %d columns, not %d".formatted(path, line + 1, column, COLUMNS));
    }
  }

  private float number(String text, int line, int column) throws InvalidRecordingException {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InvalidRecordingException(
        "%s, line %d, column %d: '%s' is not a finite number"
            .formatted(path, line + 1, column + 1, text));
  }
}
