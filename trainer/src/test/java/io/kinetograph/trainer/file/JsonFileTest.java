// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {

  @TempDir private Path folder = Path.of("");

  record Outer(String name, Inner inner) {}

  record Inner(double share, boolean used) {}

  @Test
  void readsWhatItWrote() throws IOException {
    Outer outer = new Outer("a", new Inner(0.5, true));
    JsonFile.write(folder.resolve("outer.json"), outer);

    assertThat(JsonFile.read(folder.resolve("outer.json"), Outer.class)).isEqualTo(outer);
  }

  @Test
  void namesTheValueThatAnotherVersionDidNotWrite() throws IOException {
    Path file = folder.resolve("outer.json");
    Files.writeString(file, "{\"name\": \"a\", \"inner\": {\"used\": true}}");

    assertThatThrownBy(() -> JsonFile.read(file, Outer.class))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + " cannot be read: inner.share is missing; another version may have written this");
  }
}
