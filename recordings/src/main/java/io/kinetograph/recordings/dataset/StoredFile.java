// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.IOException;

/** One file in a zip or a folder. */
interface StoredFile {

  /** Its path in the zip or folder, with slashes. */
  String name();

  /**
   * Reads from its start.
   *
   * @param most the most bytes to read; a longer file is truncated
   * @throws IOException if it cannot be read; the message gives the reason and does not have to
   *     name the file
   */
  byte[] read(int most) throws IOException;
}
