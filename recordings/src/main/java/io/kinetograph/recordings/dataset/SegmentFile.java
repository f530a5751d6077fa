package io.kinetograph.recordings.dataset;

import java.io.IOException;

/** The file of one segment: a text of 125 lines of 45 comma-separated numbers. */
public final class SegmentFile {

  /** Far above the 48 KB of a real one; a file beyond it is none of ours and is not read on. */
  private static final int LARGEST = 1 << 20;

  private final SegmentId id;
  private final StoredFile file;

  SegmentFile(SegmentId id, StoredFile file) {
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
   * @throws MalformedDataException if it cannot be read or is malformed; the message names the file
   *     and, in it, line, column and value
   */
  public float[] read() throws MalformedDataException {
    return SegmentText.parse(name(), bytes());
  }

  private byte[] bytes() throws MalformedDataException {
    byte[] bytes;
    try {
      bytes = file.read(LARGEST + 1);
    } catch (IOException e) {
      throw new MalformedDataException(
          "%s cannot be read: %s".formatted(name(), e.getMessage()), e);
    }
    if (bytes.length > LARGEST) {
      throw new MalformedDataException(
          "%s is longer than %d bytes and no segment".formatted(name(), LARGEST));
    }
    return bytes;
  }
}
