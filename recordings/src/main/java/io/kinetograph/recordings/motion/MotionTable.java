// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How people move: an {@link AxisMotion} for each activity, unit and axis. The CSV file has one row
 * for each: {@code activity,unit,axis,mean,noise,memory} and {@code f,a,p} (frequency, amplitude,
 * phase) of six waves.
 */
public final class MotionTable {

  private static final String AXES = "xyz";
  private static final String HEADER =
      "activity,unit,axis,mean,noise,memory,f1,a1,p1,f2,a2,p2,f3,a3,p3,f4,a4,p4,f5,a5,p5,f6,a6,p6";
  private static final int FIGURES = 3;
  private static final int COLUMNS = 6 + 3 * AxisMotion.WAVES;

  private final Map<String, List<AxisMotion>> activities;

  /**
   * Creates a table.
   *
   * @param activities for each activity, the motions of its 15 axes, in the order of a segment's
   *     rows
   * @throws IllegalArgumentException if an activity does not have 15
   */
  public MotionTable(Map<String, List<AxisMotion>> activities) {
    Map<String, List<AxisMotion>> copy = new LinkedHashMap<>();
    activities.forEach(
        (activity, motions) -> {
          if (motions.size() != Segment.ROWS) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s has %d motions, not %d",
                    activity,
                    motions.size(),
                    Segment.ROWS));
          }
          copy.put(activity, List.copyOf(motions));
        });
    this.activities = Collections.unmodifiableMap(copy);
  }

  /**
   * Reads a table.
   *
   * @throws IOException if the file cannot be read or is not a motion table; the message names file
   *     and line
   */
  public static MotionTable read(Path file) throws IOException {
    try (Reader text = Files.newBufferedReader(file)) {
      return read(file.toString(), text);
    }
  }

  /**
   * Reads a table: a header and a line for each activity, unit and axis.
   *
   * @param name the table's name in errors
   * @throws IOException if it cannot be read or is not a motion table; the message names the line
   */
  public static MotionTable read(String name, Reader text) throws IOException {
    Map<String, @Nullable AxisMotion[]> rows = new LinkedHashMap<>();
    BufferedReader lines = new BufferedReader(text);
    if (!HEADER.equals(lines.readLine())) {
      throw new IOException(name + ", line 1 is not '" + HEADER + "'");
    }
    int number = 2;
    for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
      try {
        add(rows, line.split(",", -1));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            String.format(Locale.ROOT, "%s, line %d: %s", name, number, e.getMessage()), e);
      }
    }
    return new MotionTable(complete(name, rows));
  }

  private static void add(Map<String, @Nullable AxisMotion[]> rows, String[] columns) {
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException(columns.length + " columns, not " + COLUMNS);
    }
    int axis = AXES.indexOf(columns[2]);
    if (axis < 0 || columns[2].length() != 1) {
      throw new IllegalArgumentException("axis '" + columns[2] + "' is not x, y or z");
    }
    int row = BodyUnit.valueOf(columns[1]).row(axis);
    @Nullable AxisMotion[] ofActivity =
        rows.computeIfAbsent(columns[0], activity -> new AxisMotion[Segment.ROWS]);
    if (ofActivity[row] != null) {
      throw new IllegalArgumentException(
          "a second line for %s, %s, %s".formatted(columns[0], columns[1], columns[2]));
    }
    ofActivity[row] = motion(columns);
  }

  private static AxisMotion motion(String[] columns) {
    double[] figures =
        Arrays.stream(columns).skip(FIGURES).mapToDouble(Double::parseDouble).toArray();
    if (!Arrays.stream(figures).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a figure is not finite");
    }
    List<AxisMotion.Wave> waves = new ArrayList<>();
    for (int i = FIGURES; i < figures.length; i += 3) {
      waves.add(new AxisMotion.Wave(figures[i], figures[i + 1], figures[i + 2]));
    }
    return new AxisMotion(figures[0], figures[1], figures[2], waves);
  }

  private static Map<String, List<AxisMotion>> complete(
      String name, Map<String, @Nullable AxisMotion[]> rows) throws IOException {
    Map<String, List<AxisMotion>> activities = new LinkedHashMap<>();
    for (var entry : rows.entrySet()) {
      if (Arrays.stream(entry.getValue()).anyMatch(Objects::isNull)) {
        throw new IOException(name + ": not every axis of " + entry.getKey() + " has a line");
      }
      activities.put(entry.getKey(), List.of(entry.getValue()));
    }
    if (activities.isEmpty()) {
      throw new IOException(name + ": the table has no activities");
    }
    return activities;
  }

  /**
   * Writes the table, with four significant digits; first to a temporary file, so that the file is
   * never incomplete.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    activities.forEach(
        (activity, motions) -> {
          for (int row = 0; row < motions.size(); row++) {
            lines.add(line(activity, row, motions.get(row)));
          }
        });
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, lines);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String line(String activity, int row, AxisMotion motion) {
    StringBuilder line = new StringBuilder();
    line.append(activity).append(',').append(BodyUnit.at(row / BodyUnit.AXES));
    line.append(',').append(AXES.charAt(row % BodyUnit.AXES));
    line.append(',').append(digits(motion.mean()));
    line.append(',').append(digits(motion.noise()));
    line.append(',').append(digits(motion.memory()));
    for (AxisMotion.Wave wave : motion.waves()) {
      line.append(',').append(digits(wave.frequency()));
      line.append(',').append(digits(wave.amplitude()));
      line.append(',').append(digits(wave.phase()));
    }
    return line.toString();
  }

  /** Four significant digits, without an exponent. */
  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** The activities, in the table's order. */
  public List<String> activities() {
    return List.copyOf(activities.keySet());
  }

  /**
   * The motions of an activity's 15 axes, in the order of the picture's rows.
   *
   * @throws IllegalArgumentException if the table does not have the activity
   */
  public List<AxisMotion> of(String activity) {
    List<AxisMotion> motion = activities.get(activity);
    if (motion == null) {
      throw new IllegalArgumentException("unknown activity " + activity);
    }
    return motion;
  }
}
