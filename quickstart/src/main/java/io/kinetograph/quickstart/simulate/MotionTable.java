package io.kinetograph.quickstart.simulate;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How people move: for each activity, unit and axis the figures of an {@link AxisMotion}. The table
 * that is shipped was fitted to recordings by the trainer's {@code fit-simulator}.
 */
public final class MotionTable {

  private static final int WAVES = 6;
  private static final String AXES = "xyz";
  private static final String HEADER =
      "activity,unit,axis,mean,noise,memory,f1,a1,p1,f2,a2,p2,f3,a3,p3,f4,a4,p4,f5,a5,p5,f6,a6,p6";
  private static final int FIGURES = 3;
  private static final int COLUMNS = 6 + 3 * WAVES;

  private final Map<String, List<AxisMotion>> activities;

  private MotionTable(Map<String, List<AxisMotion>> activities) {
    this.activities = activities;
  }

  /** Reads the table that is shipped. */
  public static MotionTable shipped() {
    try (InputStream resource = MotionTable.class.getResourceAsStream("motion.csv")) {
      if (resource == null) {
        throw new IllegalStateException("motion.csv is not in this jar");
      }
      return read(new InputStreamReader(resource, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a table: a header and a line for each activity, unit and axis.
   *
   * @throws IOException if it cannot be read or is not such a table; the message names the line
   */
  static MotionTable read(Reader text) throws IOException {
    Map<String, @Nullable AxisMotion[]> rows = new LinkedHashMap<>();
    BufferedReader lines = new BufferedReader(text);
    if (!HEADER.equals(lines.readLine())) {
      throw new IOException("motion table, line 1 is not '" + HEADER + "'");
    }
    int number = 2;
    for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
      try {
        add(rows, line.split(",", -1));
      } catch (IllegalArgumentException e) {
        throw new IOException("motion table, line " + number + ": " + e.getMessage(), e);
      }
    }
    return new MotionTable(complete(rows));
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
      if (figures[i + 1] != 0) {
        waves.add(new AxisMotion.Wave(figures[i], figures[i + 1], figures[i + 2]));
      }
    }
    return new AxisMotion(figures[0], figures[1], figures[2], waves);
  }

  private static Map<String, List<AxisMotion>> complete(Map<String, @Nullable AxisMotion[]> rows)
      throws IOException {
    Map<String, List<AxisMotion>> activities = new LinkedHashMap<>();
    for (var entry : rows.entrySet()) {
      if (Arrays.stream(entry.getValue()).anyMatch(Objects::isNull)) {
        throw new IOException("motion table: not every axis of " + entry.getKey() + " has a line");
      }
      activities.put(entry.getKey(), List.of(entry.getValue()));
    }
    if (activities.isEmpty()) {
      throw new IOException("motion table: there is no activity");
    }
    return activities;
  }

  /** The activities, in the table's order. */
  List<String> activities() {
    return List.copyOf(activities.keySet());
  }

  /**
   * How the 15 axes move, by row of the picture.
   *
   * @throws IllegalArgumentException if the table does not have the activity
   */
  List<AxisMotion> of(String activity) {
    List<AxisMotion> motion = activities.get(activity);
    if (motion == null) {
      throw new IllegalArgumentException("there is no activity " + activity);
    }
    return motion;
  }
}
