// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The file of one segment: a text of 125 lines of 45 comma-separated numbers. */
public final class SegmentFile {

  /**
   * Far above the 48 KB of a real file. Reading stops at this limit, because a longer file is not a
   * segment.
   */
  private static final int LARGEST = 1 << 20;

  private final Path source;
  private final SegmentId id;
  private final StoredFile file;

  SegmentFile(Path source, SegmentId id, StoredFile file) {
    this.source = source;
    this.id = id;
    this.file = file;
  }

  /** The segment that the file contains. */
  public SegmentId id() {
    return id;
  }

  /** The path in the zip or folder, such as {@code data/a01/p1/s01.txt}. */
  public String name() {
    return file.name();
  }

  /**
   * Reads the accelerations.
   *
   * @return 15 x 125 values in m/s^2, row after row
   * @throws MalformedDataException if it cannot be read or is malformed; the message names the zip
   *     or folder, the file, the line, the column and the value
   */
  public float[] read() throws MalformedDataException {
    return SegmentText.parse(sourceAndName(), bytes());
  }

  /** The zip or folder and the path in it. */
  private String sourceAndName() {
    return source + ": " + name();
  }

  private byte[] bytes() throws MalformedDataException {
    byte[] bytes;
    try {
      bytes = file.read(LARGEST + 1);
    } catch (IOException e) {
      throw new MalformedDataException(
          "%s cannot be read: %s".formatted(sourceAndName(), e.getMessage()), e);
    }
    if (bytes.length > LARGEST) {
      throw new MalformedDataException(
          String.format(
              Locale.ROOT,
              "%s is longer than %d bytes, so it is not a segment",
              sourceAndName(),
              LARGEST));
    }
    return bytes;
  }
}
