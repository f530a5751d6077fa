// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** Paths as users write them, in options and settings. */
public final class FilePath {

  private FilePath() {}

  /**
   * The path of a text.
   *
   * @throws IllegalArgumentException if there is none; the message contains the text and what to do
   */
  public static Path of(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          usesAscii()
              ? "'%s' has letters that the locale does not have: set LC_ALL=C.UTF-8".formatted(text)
              : "'%s' is not a path: %s".formatted(text, e.getReason()),
          e);
    }
  }

  /** The path of an option of a command, as picocli converts it. */
  public static Path ofOption(String text) {
    try {
      return of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the names of files are in ASCII only, as in the locales C and POSIX. */
  private static boolean usesAscii() {
    String name = System.getProperty("sun.jnu.encoding", "UTF-8");
    return Charset.isSupported(name) && Charset.forName(name).equals(StandardCharsets.US_ASCII);
  }
}
