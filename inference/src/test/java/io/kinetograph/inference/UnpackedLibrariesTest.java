// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnpackedLibrariesTest {

  @Test
  void noneIsLeftOnceOnnxRuntimeHasStarted() throws InvalidModelException {
    OnnxRuntime.start();

    assertThat(UnpackedLibraries.folder()).isNotNull().doesNotExist();
  }

  @Test
  void aSecondStartDoesNothing() throws Exception {
    OnnxRuntime.start();
    Path folder = Files.createDirectory(requireNonNull(UnpackedLibraries.folder()));
    try {
      OnnxRuntime.start();

      assertThat(folder).exists();
    } finally {
      Files.deleteIfExists(folder);
    }
  }
}
