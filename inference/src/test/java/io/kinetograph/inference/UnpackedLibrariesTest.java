// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnpackedLibrariesTest {

  @Test
  void noneIsLeftOnceOnnxRuntimeHasStarted() throws InvalidModelException {
    OnnxRuntime.start();

    assertThat(UnpackedLibraries.folder()).isNotNull().doesNotExist();
  }
}
