// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.recordings.motion.MotionTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The motion table in this jar, which the trainer's {@code fit-simulator} fitted to recordings. */
final class ShippedMotion {

  private static final String NAME = "motion.csv";

  private ShippedMotion() {}

  /** Reads the table. */
  static MotionTable table() {
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
