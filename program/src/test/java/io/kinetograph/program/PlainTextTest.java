// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlainTextTest {

  @Test
  void textOfAnyLanguageStaysAsItIs() {
    for (String text :
        new String[] {"", "walking, 0.93", "Müller", "مريم", "王小明", "a😀b", "C:\\Users", "'%n'"}) {
      assertThat(PlainText.line(text)).isSameAs(text);
      assertThat(PlainText.lines(text)).isSameAs(text);
      assertThat(PlainText.isPlain(text)).isTrue();
    }
  }

  @Test
  void escapesWhatATerminalObeys() {
    assertThat(PlainText.line("a\u001B[31mred\u001B]52;c;eA==\u0007"))
        .isEqualTo("a\\u001b[31mred\\u001b]52;c;eA==\\u0007");
    assertThat(PlainText.line("a\u009B2J\b\u007F\u0000"))
        .isEqualTo("a\\u009b2J\\u0008\\u007f\\u0000");
  }

  @Test
  void escapesWhatForgesALine() {
    assertThat(PlainText.line("x\r\nERROR y\tz\u0085\u2028\u2029"))
        .isEqualTo("x\\r\\nERROR y\\tz\\u0085\\u2028\\u2029");
  }

  @Test
  void escapesWhatIsInvisibleOrChangesTheDirectionOfWriting() {
    assertThat(PlainText.line("a\u202Etxt.exe\u2066b\u200Bc\uFEFFd"))
        .isEqualTo("a\\u202etxt.exe\\u2066b\\u200bc\\ufeffd");
    assertThat(PlainText.line("tag \uDB40\uDC41 half \uD83D!"))
        .isEqualTo("tag \\udb40\\udc41 half \\ud83d!");
    assertThat(PlainText.isPlain("a\u202Eb")).isFalse();
  }

  @Test
  void keepsLinesAndTabsButNoLoneCarriageReturn() {
    assertThat(PlainText.lines("a\tb\nc\r\nd\re\u001B[2J")).isEqualTo("a\tb\nc\r\nd\\re\\u001b[2J");
  }

  @Test
  void writerEscapesEachText() {
    StringWriter text = new StringWriter();
    PrintWriter out = PlainWriter.around(text);

    out.printf(Locale.ROOT, "%-8s|%5.1f%n", "\u001B[2J", 1.5);
    out.print('\u0007');
    out.println(new char[] {'a', '\u202E', 'b'});

    assertThat(text.toString().lines()).containsExactly("\\u001b[2J    |  1.5", "\\u0007a\\u202eb");
  }

  @Property
  void isPlainOnceItIsEscaped(@ForAll String text) {
    String line = PlainText.line(text);

    assertThat(PlainText.isPlain(line)).isTrue();
    assertThat(line.lines().count()).isLessThanOrEqualTo(1);
    assertThat(PlainText.line(line)).isEqualTo(line);
    assertThat(PlainText.lines(line)).isEqualTo(line);
  }
}
