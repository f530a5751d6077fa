package io.kinetograph.trainer.data;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Made-up recordings in UCI's layout. Every activity has a posture and a pace of its own, so that
 * they can be told apart; every subject has a slightly other one.
 */
public final class Recordings {

  private final int activities;
  private final int subjects;
  private final int segments;

  /** Recordings of the first activities and subjects, with as many segments each. */
  public Recordings(int activities, int subjects, int segments) {
    this.activities = activities;
    this.subjects = subjects;
    this.segments = segments;
  }

  /** Writes them as a folder. */
  public Path folder(Path folder) throws IOException {
    for (SegmentId id : ids()) {
      Path file = folder.resolve("data/" + id + ".txt");
      Files.createDirectories(file.getParent());
      Files.writeString(file, text(id));
    }
    return folder;
  }

  /** Writes them as a zip. */
  public Path zip(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (SegmentId id : ids()) {
        zip.putNextEntry(new ZipEntry("data/" + id + ".txt"));
        zip.write(text(id).getBytes(StandardCharsets.US_ASCII));
        zip.closeEntry();
      }
    }
    return file;
  }

  /** The same as they are read. */
  public DataSet dataSet() {
    List<RecordedSegment> read = new ArrayList<>();
    for (SegmentId id : ids()) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      float[][] lines = lines(id);
      for (int row = 0; row < Segment.ROWS; row++) {
        for (int column = 0; column < Segment.COLUMNS; column++) {
          values[row * Segment.COLUMNS + column] = lines[column][row];
        }
      }
      long start = (id.number() - 1) * Segment.LENGTH_MICROS;
      read.add(new RecordedSegment(id, Segment.measured(start, values)));
    }
    return new DataSet(read);
  }

  /** A segment's file: 125 lines of 45 numbers. */
  public static String text(SegmentId id) {
    StringBuilder text = new StringBuilder();
    for (float[] line : lines(id)) {
      for (int column = 0; column < 45; column++) {
        int axis = column % 9;
        float value = axis < BodyUnit.AXES ? line[3 * (column / 9) + axis] : 0.5f;
        text.append(column == 0 ? "" : ",").append(Float.toString(value));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private List<SegmentId> ids() {
    List<SegmentId> ids = new ArrayList<>();
    for (int activity = 1; activity <= activities; activity++) {
      for (int subject = 1; subject <= subjects; subject++) {
        for (int segment = 1; segment <= segments; segment++) {
          ids.add(new SegmentId(activity, subject, segment));
        }
      }
    }
    return ids;
  }

  private static float[][] lines(SegmentId id) {
    Random noise = new Random(id.activity() * 10_000L + id.subject() * 100L + id.number());
    float[][] lines = new float[Segment.COLUMNS][Segment.ROWS];
    double pace = 0.5 + 0.4 * id.activity() + 0.02 * id.subject();
    for (int column = 0; column < Segment.COLUMNS; column++) {
      double seconds = (id.number() - 1) * 5 + column / 25.0;
      for (int row = 0; row < Segment.ROWS; row++) {
        double posture = 5 * Math.sin(1 + row * id.activity());
        double wave = 3 * Math.cos(2 * Math.PI * pace * seconds + row);
        double value = posture + wave + 0.05 * noise.nextGaussian();
        lines[column][row] = Float.parseFloat(String.format(Locale.ROOT, "%.4f", value));
      }
    }
    return lines;
  }
}
