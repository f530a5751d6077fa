package io.kinetograph.trainer.simulate;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table as a CSV file: a row an activity, unit and axis, {@code
 * activity,unit,axis,mean,noise,memory} and {@code f,a,p} of six waves; four significant digits.
 */
public final class MotionTable {

  private static final String AXES = "xyz";
  private static final int FIRST_FIGURE = 3;
  private static final int FIRST_WAVE = 6;
  private static final int COLUMNS = FIRST_WAVE + 3 * Motion.COMPONENTS;

  private final Map<String, List<Motion>> activities;

  /** Keeps 15 motions an activity, in the order of a segment's rows. */
  MotionTable(Map<String, List<Motion>> activities) {
    this.activities = Collections.unmodifiableMap(new LinkedHashMap<>(activities));
  }

  /** The activities, in the table's order. */
  public List<String> labels() {
    return List.copyOf(activities.keySet());
  }

  /** The 15 motions of an activity, in the order of a segment's rows. */
  List<Motion> motions(String label) {
    List<Motion> motions = activities.get(label);
    if (motions == null) {
      throw new IllegalArgumentException("the table has no activity '" + label + "'");
    }
    return motions;
  }

  /** Writes the table; beside its place first, so that no half of it is ever there. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(header());
    activities.forEach(
        (label, motions) -> {
          for (int row = 0; row < motions.size(); row++) {
            lines.add(line(label, row, motions.get(row)));
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

  private static String header() {
    StringBuilder header = new StringBuilder("activity,unit,axis,mean,noise,memory");
    for (int k = 1; k <= Motion.COMPONENTS; k++) {
      header.append(",f%d,a%d,p%d".formatted(k, k, k));
    }
    return header.toString();
  }

  private static String line(String label, int row, Motion motion) {
    StringBuilder line = new StringBuilder();
    line.append(label).append(',').append(BodyUnit.at(row / BodyUnit.AXES));
    line.append(',').append(AXES.charAt(row % BodyUnit.AXES));
    line.append(',').append(digits(motion.mean()));
    line.append(',').append(digits(motion.noise()));
    line.append(',').append(digits(motion.memory()));
    for (Motion.Component wave : motion.components()) {
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

  /**
   * Reads a table.
   *
   * @throws IOException if the file is none; the message names file and line
   */
  public static MotionTable read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).equals(header())) {
      throw new IOException(file + ": the first line is not '" + header() + "'");
    }
    Map<String, List<Motion>> activities = new LinkedHashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      try {
        List<Motion> motions = activities.computeIfAbsent(fields[0], label -> new ArrayList<>());
        motions.add(motion(fields));
      } catch (IllegalArgumentException e) {
        throw new IOException("%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
    }
    for (Map.Entry<String, List<Motion>> activity : activities.entrySet()) {
      if (activity.getValue().size() != Segment.ROWS) {
        throw new IOException(
            "%s: %s has %d rows, not %d"
                .formatted(file, activity.getKey(), activity.getValue().size(), Segment.ROWS));
      }
    }
    return new MotionTable(activities);
  }

  private static Motion motion(String[] fields) {
    if (fields.length != COLUMNS) {
      throw new IllegalArgumentException("%d fields, not %d".formatted(fields.length, COLUMNS));
    }
    List<Motion.Component> waves = new ArrayList<>();
    for (int at = FIRST_WAVE; at < COLUMNS; at += 3) {
      waves.add(
          new Motion.Component(
              Double.parseDouble(fields[at]),
              Double.parseDouble(fields[at + 1]),
              Double.parseDouble(fields[at + 2])));
    }
    return new Motion(
        Double.parseDouble(fields[FIRST_FIGURE]),
        Double.parseDouble(fields[FIRST_FIGURE + 1]),
        Double.parseDouble(fields[FIRST_FIGURE + 2]),
        waves);
  }
}
