// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Parses the text of one segment: 125 lines of 45 comma-separated numbers, nine for each unit
 * (acceleration, angular velocity and magnetic field, each as x, y, z). Only the accelerations are
 * used, but all columns must be numbers. A spreadsheet or an editor may have added a byte order
 * mark, blanks around the numbers, or line breaks of Windows.
 */
final class SegmentText {

  private static final int FILE_COLUMNS = 45;
  private static final int COLUMNS_PER_UNIT = FILE_COLUMNS / BodyUnit.COUNT;

  /** Powers of ten that a float represents exactly, as it does whole numbers up to 2^24. */
  private static final float[] TEN_TO_THE = {
    1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  private static final int EXACT = 1 << 24;

  /** Numbers with another separator than a comma, such as that of a spreadsheet in German. */
  private static final Pattern SEVERAL_NUMBERS =
      Pattern.compile("\\d\\s*[;\\t]\\s*[-+]?\\d|\\d +[-+.\\d]+ +[-+]?\\d");

  /** In m/s^2; above the range of any wearable, and the app's default limit for readings. */
  private static final float LARGEST_ACCELERATION = 500;

  private final String name;
  private final byte[] text;
  private final float[] values = new float[Segment.ROWS * Segment.COLUMNS];
  private int position;

  private SegmentText(String name, byte[] text) {
    this.name = name;
    this.text = text;
  }

  /**
   * Parses a file.
   *
   * @param name the file's name, for errors
   * @param text the file's contents
   * @return 15 x 125 accelerations in m/s^2, row after row
   * @throws MalformedDataException if the text is not a valid segment
   */
  static float[] parse(String name, byte[] text) throws MalformedDataException {
    return new SegmentText(name, text).parse();
  }

  private float[] parse() throws MalformedDataException {
    skipByteOrderMark();
    for (int line = 0; line < Segment.COLUMNS; line++) {
      if (position == text.length) {
        throw new MalformedDataException(
            String.format(
                Locale.ROOT, "%s ends after %d of %d lines", name, line, Segment.COLUMNS));
      }
      line(line);
    }
    for (; position < text.length; position++) {
      if (!isEndOfLine(text[position]) && !isBlank(text[position])) {
        throw new MalformedDataException(
            String.format(
                Locale.ROOT,
                "%s, line %d: the file is longer than %d lines",
                name,
                Segment.COLUMNS + 1,
                Segment.COLUMNS));
      }
    }
    return values;
  }

  private void skipByteOrderMark() throws MalformedDataException {
    if (startsWith(0xEF, 0xBB, 0xBF)) {
      position = 3;
    } else if (startsWith(0xFE, 0xFF) || startsWith(0xFF, 0xFE)) {
      throw new MalformedDataException(name + " is in UTF-16: save it as ASCII or UTF-8");
    }
  }

  private boolean startsWith(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= text.length || (text[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private void line(int line) throws MalformedDataException {
    for (int column = 0; column < FILE_COLUMNS; column++) {
      int start = position;
      while (position < text.length && text[position] != ',' && !isEndOfLine(text[position])) {
        position++;
      }
      boolean last = position == text.length || text[position] != ',';
      int unit = column / COLUMNS_PER_UNIT;
      int axis = column % COLUMNS_PER_UNIT;
      float number = trimmedNumber(start, position, line, column);
      if (axis < BodyUnit.AXES) {
        if (Math.abs(number) > LARGEST_ACCELERATION) {
          throw new MalformedDataException(
              String.format(
                  Locale.ROOT,
                  "%s, line %d, column %d: the acceleration %s is not from -%.0f to %.0f m/s^2",
                  name,
                  line + 1,
                  column + 1,
                  text(start, Math.min(position, start + 40)),
                  LARGEST_ACCELERATION,
                  LARGEST_ACCELERATION));
        }
        values[BodyUnit.at(unit).row(axis) * Segment.COLUMNS + line] = number;
      }
      if (last != (column == FILE_COLUMNS - 1)) {
        throw new MalformedDataException(
            last
                ? String.format(
                    Locale.ROOT,
                    "%s, line %d, column %d: the line ends after %d of %d columns",
                    name,
                    line + 1,
                    column + 1,
                    column + 1,
                    FILE_COLUMNS)
                : String.format(
                    Locale.ROOT,
                    "%s, line %d, column %d: the line has more than %d columns",
                    name,
                    line + 1,
                    column + 2,
                    FILE_COLUMNS));
      }
      if (!last) {
        position++;
      }
    }
    if (position < text.length && text[position] == '\r') {
      position++;
    }
    if (position < text.length && text[position] == '\n') {
      position++;
    }
  }

  private float trimmedNumber(int start, int end, int line, int column)
      throws MalformedDataException {
    int first = start;
    int last = end;
    while (first < last && isBlank(text[first])) {
      first++;
    }
    while (last > first && isBlank(text[last - 1])) {
      last--;
    }
    return number(first, last, line, column);
  }

  /** Parses a number exactly as {@link Float#parseFloat} does, but short ones faster. */
  private float number(int start, int end, int line, int column) throws MalformedDataException {
    int at = start;
    boolean negative = at < end && text[at] == '-';
    if (negative) {
      at++;
    }
    int digits = 0;
    int decimals = -1;
    int count = 0;
    for (; at < end; at++) {
      byte c = text[at];
      if (c >= '0' && c <= '9' && digits < EXACT / 10) {
        digits = 10 * digits + (c - '0');
        count++;
        if (decimals >= 0) {
          decimals++;
        }
      } else if (c == '.' && decimals < 0) {
        decimals = 0;
      } else {
        return longNumber(start, end, line, column);
      }
    }
    if (count == 0 || decimals >= TEN_TO_THE.length) {
      return longNumber(start, end, line, column);
    }
    float value = decimals > 0 ? digits / TEN_TO_THE[decimals] : digits;
    return negative ? -value : value;
  }

  private float longNumber(int start, int end, int line, int column) throws MalformedDataException {
    for (int i = start; i < end; i++) {
      byte c = text[i];
      boolean allowed =
          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
      if (!allowed) {
        throw notANumber(start, end, line, column);
      }
    }
    try {
      float value = Float.parseFloat(text(start, end));
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw notANumber(start, end, line, column);
  }

  private MalformedDataException notANumber(int start, int end, int line, int column) {
    String field = text(start, Math.min(end, start + 40));
    return new MalformedDataException(
        String.format(
            Locale.ROOT,
            "%s, line %d, column %d: '%s' is not a finite number%s",
            name,
            line + 1,
            column + 1,
            field,
            SEVERAL_NUMBERS.matcher(field).find()
                ? "; write a comma between numbers, and a point in a number (0.5)"
                : ""));
  }

  private String text(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isEndOfLine(byte c) {
    return c == '\n' || c == '\r';
  }
}
