// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Writes lines of {@linkplain PlainText plain text}, for commands that print tables of data. */
public final class PlainWriter extends FilterWriter {

  private PlainWriter(Writer out) {
    super(out);
  }

  /** A printer of plain text to another one. Each text it prints is escaped for itself. */
  public static PrintWriter around(Writer out) {
    return new PrintWriter(new PlainWriter(out), true);
  }

  @Override
  public void write(int c) throws IOException {
    write(Character.toString((char) c), 0, 1);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    write(new String(text, offset, length), 0, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(PlainText.lines(text.substring(offset, offset + length)));
  }
}
