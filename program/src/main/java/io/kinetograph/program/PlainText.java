// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

/**
 * Text without characters that a terminal obeys instead of showing them, or that make a log show
 * something else than it contains: control characters (such as the start of an escape sequence),
 * line breaks, characters that change the direction of writing, invisible characters, and halves of
 * surrogate pairs. Each is replaced by an escape as in Java's source code, such as {@code \n} or
 * <code>&#92;u001B</code>. Letters of all languages stay as they are.
 */
public final class PlainText {

  private PlainText() {}

  /** The text in one line. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** The text with its line breaks and tabs; everything else is escaped. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  /** Whether the text is shown as it is. */
  public static boolean isPlain(String text) {
    return firstEscaped(text, false) == text.length();
  }

  private static String escaped(String text, boolean keepLines) {
    int start = firstEscaped(text, keepLines);
    if (start == text.length()) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length() + 16).append(text, 0, start);
    for (int i = start; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isEscaped(text, i, keepLines)) {
        plain.append(escape(c));
      } else {
        plain.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return plain.toString();
  }

  private static int firstEscaped(String text, boolean keepLines) {
    int i = 0;
    while (i < text.length() && !isEscaped(text, i, keepLines)) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  private static boolean isEscaped(String text, int i, boolean keepLines) {
    int c = text.codePointAt(i);
    if (c >= ' ' && c < 0x7F) {
      return false;
    }
    if (keepLines) {
      // A carriage return alone goes back to the start of the line and hides it.
      boolean isLineBreak = c == '\n' || (c == '\r' && text.startsWith("\n", i + 1));
      if (isLineBreak || c == '\t') {
        return false;
      }
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        StringBuilder escape = new StringBuilder();
        for (char unit : Character.toChars(c)) {
          String hex = Integer.toHexString(0x10000 | unit);
          escape.append("\\u").append(hex, 1, 5);
        }
        yield escape.toString();
      }
    };
  }
}
