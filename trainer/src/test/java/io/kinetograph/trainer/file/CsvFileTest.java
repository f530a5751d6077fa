// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void readsWhatASpreadsheetHasSaved() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "\uFEFFname, share\r\nMüller , 0.5\r\n");

    CsvFile csv = CsvFile.read(file);

    assertThat(csv.header()).containsExactly("name", "share");
    assertThat(csv.rows()).containsExactly(List.of("Müller", "0.5"));
    assertThat(csv.numbers("share")).containsExactly(0.5);
    assertThat(CsvFile.readGrowing(file)).isEqualTo(csv);
  }

  @Test
  void namesAFileInAnotherEncoding() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "name\nMüller\n", StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> CsvFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is not in UTF-8");
  }
}
