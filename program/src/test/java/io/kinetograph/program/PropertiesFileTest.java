// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesFileTest {

  private static final Map<Object, Object> KEYS =
      Map.of("kafka.client.id", "Gerät", "input.topic", "a");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aFileMayBeginWithAByteOrderMark(String charset) throws IOException {
    assertThat(read("\uFEFFkafka.client.id = Gerät\ninput.topic = a", charset)).isEqualTo(KEYS);
  }

  @Test
  void utf8NeedsNone() throws IOException {
    assertThat(read("kafka.client.id = Gerät\r\ninput.topic = a", "UTF-8")).isEqualTo(KEYS);
    assertThat(read("", "UTF-8")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16LE", "UTF-32LE", "IBM037"})
  void aFileInAnotherEncodingIsNamed(String charset) {
    assertThatThrownBy(() -> read("kafka.client.id = Gerät", charset))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage(file() + " is not in UTF-8: save it in UTF-8");
  }

  @Test
  void theLastOfSeveralValuesCounts() throws IOException {
    assertThat(read("a = 1\nb = 2\na = 3\nb = 2", "UTF-8")).isEqualTo(Map.of("a", "3", "b", "2"));
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> read("a = \\u00zz", "UTF-8"))
        .hasMessage(file() + " cannot be read: Malformed \\uxxxx encoding.");
    assertThatThrownBy(() -> PropertiesFile.read(folder))
        .hasMessage(folder + " cannot be read: it is a folder");
    assertThatThrownBy(() -> PropertiesFile.read(folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aPathOfWindowsKeepsItsBackslashes() throws IOException {
    for (String path : new String[] {"C:\\models\\new.onnx", "d:\\u", "C:\\users\\new"}) {
      assertThatThrownBy(() -> read("input.topic = a\r\n\r\n model.file = " + path, "UTF-8"))
          .as(path)
          .hasMessage(
              file()
                  + " cannot be read: in line 3, write each backslash twice (C:\\\\a), or a slash in"
                  + " its place (C:/a)");
    }
    assertThat(read("a=C:\\\\models\\\\new\nb = C:/new\n# c = C:\\new\nd = e:\\\n1", "UTF-8"))
        .isEqualTo(Map.of("a", "C:\\models\\new", "b", "C:/new", "d", "e:1"));
  }

  private Map<Object, Object> read(String text, String charset) throws IOException {
    return PropertiesFile.read(Files.writeString(file(), text, Charset.forName(charset)));
  }

  private Path file() {
    return folder.resolve("app.properties");
  }
}
