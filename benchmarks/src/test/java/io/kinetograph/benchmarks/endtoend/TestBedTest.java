// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBedTest {

  @Test
  void eachCallHasFolderOfItsOwn(@TempDir Path temporary) throws Exception {
    Path work = temporary.resolve("work");

    Path first = TestBed.createFolder(work, "drain");
    Path second = TestBed.createFolder(work, "drain");

    assertThat(first).hasParent(work).isEmptyDirectory();
    assertThat(second).hasParent(work).isEmptyDirectory().isNotEqualTo(first);
    assertThat(first.getFileName().toString()).matches("drain-\\d{8}T\\d{6}Z-\\d+");
  }
}
