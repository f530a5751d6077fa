package io.kinetograph.recordings.dataset;

import java.io.IOException;
import java.nio.file.Path;

/** The file of one segment: a text of 125 lines of 45 comma-separated numbers. */
public final class SegmentFile {

  /** Far above the 48 KB of a real one; a file beyond it is none of ours and is not read on. */
  private static final int LARGEST = 1 << 20;

  private final Path source;
  private final SegmentId id;
  private final StoredFile file;

  SegmentFile(Path source, SegmentId id, StoredFile file) {
    this.source = source;
    this.id = id;
    this.file = file;
  }

  /** Which segment it holds. */
  public SegmentId id() {
    return id;
  }

  /** Where it is in the zip or folder, such as {@code data/a01/p1/s01.txt}. */
  public String name() {
    return file.name();
  }

  /**
   * Reads the accelerations.
   *
   * @return 15 x 125 values in m/s^2, row after row
   * @throws MalformedDataException if it cannot be read or is malformed; the message names the zip
   *     or folder, the file and, in it, line, column and value
   */
  public float[] read() throws MalformedDataException {
    return SegmentText.parse(sourceAndName(), bytes());
  }

  /** Where to look for it, also when several zips are read. */
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
          "%s is longer than %d bytes and no segment".formatted(sourceAndName(), LARGEST));
    }
    return bytes;
  }
}
