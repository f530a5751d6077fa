package io.kinetograph.quickstart.simulate;

import io.kinetograph.recordings.motion.MotionTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The table of motion in this jar, fitted to recordings by the trainer's {@code fit-simulator}. */
public final class ShippedMotion {

  private static final String NAME = "motion.csv";

  private ShippedMotion() {}

  /** Reads the table. */
  public static MotionTable table() {
    try (InputStream resource = ShippedMotion.class.getResourceAsStream(NAME)) {
      if (resource == null) {
        throw new IllegalStateException(NAME + " is not in this jar");
      }
      return MotionTable.read(NAME, new InputStreamReader(resource, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
