// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of text that a user has written. */
public final class TextFile {

  private TextFile() {}

  /**
   * Reads a file in UTF-8, without the byte order mark that spreadsheets and editors write.
   *
   * @throws IOException if it cannot be read or is in another encoding; the message names the file
   */
  public static String read(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8", e);
    }
  }
}
