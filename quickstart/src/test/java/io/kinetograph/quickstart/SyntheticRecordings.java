package io.kinetograph.quickstart;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Recordings in the data set's layout that nobody has made. */
final class SyntheticRecordings {

  private static final int COLUMNS = 45;

  private SyntheticRecordings() {}

  /** The file of a segment. */
  static Path file(Path folder, int activity, int subject, int number) {
    return folder.resolve("data/a%02d/p%d/s%02d.txt".formatted(activity, subject, number));
  }

  /**
   * Writes a segment of random motion.
   *
   * @return 15 x 125 accelerations in m/s^2, row after row, as the file has them
   */
  static float[] write(Path file, long seed) throws IOException {
    Random random = new Random(seed);
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < Segment.COLUMNS; line++) {
      for (int column = 0; column < COLUMNS; column++) {
        String number = String.format(Locale.ROOT, "%.5g", 8 * random.nextGaussian());
        text.append(column == 0 ? "" : ",").append(number);
        int axis = column % (COLUMNS / BodyUnit.COUNT);
        if (axis < BodyUnit.AXES) {
          int row = BodyUnit.at(column / (COLUMNS / BodyUnit.COUNT)).row(axis);
          values[row * Segment.COLUMNS + line] = Float.parseFloat(number);
        }
      }
      text.append('\n');
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return values;
  }
}
