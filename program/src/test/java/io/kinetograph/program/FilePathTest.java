// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class FilePathTest {

  @Test
  void isThePathOfItsText() {
    assertThat(FilePath.of("models/a.onnx")).isEqualTo(Path.of("models", "a.onnx"));
    assertThat(FilePath.ofOption("a.zip")).isEqualTo(Path.of("a.zip"));
  }

  /** The test of the distribution has one for the locale. */
  @Test
  void textThatIsNoPathIsNamed() {
    assertThatThrownBy(() -> FilePath.ofOption("a\0b"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'a\0b' ");
  }
}
