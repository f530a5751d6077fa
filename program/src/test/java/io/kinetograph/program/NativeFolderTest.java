// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void createsAFolderAndLeavesNothingInIt() throws IOException {
    Path created = folder.resolve("a/b");

    NativeFolder.check(created, "-Dx");

    try (Stream<Path> files = Files.list(created)) {
      assertThat(files).isEmpty();
    }
    assertThatCode(NativeFolder::checkTemporary).doesNotThrowAnyException();
  }

  @Test
  void namesTheFolderThatCannotBeWrittenAndTheVariable() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(
            () -> NativeFolder.check("temporary folder", missing.toString(), "-Djava.io.tmpdir"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write to the temporary folder "
                + missing
                + ": make it writable, or choose another folder with the environment variable"
                + " KINETOGRAPH_NATIVE_DIR (without bin/kinetograph: -Djava.io.tmpdir)");
  }

  @Test
  void namesAFileInPlaceOfTheFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> NativeFolder.check(file, "DJL_CACHE_DIR"))
        .hasMessageStartingWith("cannot create the folder " + file + " for native libraries: ")
        .hasMessageEndingWith("KINETOGRAPH_NATIVE_DIR (without bin/kinetograph: DJL_CACHE_DIR)");
  }

  @Test
  void foldersAreNotNeededIfTheLibrariesAreUnpacked() {
    Path missing = folder.resolve("missing");
    String property = "io.kinetograph.native.unpacked";
    String temporary = System.setProperty("java.io.tmpdir", missing.toString());
    System.setProperty(property, "true");
    try {
      assertThatCode(NativeFolder::checkTemporary).doesNotThrowAnyException();
      assertThatCode(() -> NativeFolder.check(missing, "-Dx")).doesNotThrowAnyException();
    } finally {
      System.clearProperty(property);
      System.setProperty("java.io.tmpdir", temporary);
    }
    assertThat(missing).doesNotExist();
  }

  /** The test of the distribution mounts one; many machines have one, such as /run/lock. */
  @Test
  void namesAFolderThatIsMountedWithNoexec() throws IOException {
    Path mounts = Path.of("/proc/self/mounts");
    List<Path> folders =
        Files.exists(mounts)
            ? Files.readAllLines(mounts).stream()
                .map(line -> line.split(" ", -1))
                .filter(mount -> mount[2].equals("tmpfs") && mount[3].contains("noexec"))
                .map(mount -> Path.of(mount[1]))
                .filter(Files::isWritable)
                .toList()
            : List.of();
    assumeThat(folders).isNotEmpty();

    assertThatThrownBy(() -> NativeFolder.check(folders.get(0), "-Dx"))
        .hasMessageStartingWith(
            "native libraries cannot be loaded from the folder "
                + folders.get(0)
                + ", because it is mounted with noexec: choose another folder");
  }
}
