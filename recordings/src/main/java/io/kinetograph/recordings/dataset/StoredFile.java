package io.kinetograph.recordings.dataset;

import java.io.IOException;

/** One file in a zip or a folder. */
interface StoredFile {

  /** Its name in there, with slashes. */
  String name();

  /**
   * Reads from its start.
   *
   * @param most bytes to read at the most; a longer file is cut there
   * @throws IOException if it cannot be read; the message says why, and need not name the file
   */
  byte[] read(int most) throws IOException;
}
