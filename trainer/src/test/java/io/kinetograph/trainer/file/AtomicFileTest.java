// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void keepsTheOldFileAndNoPartialFileIfWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    part -> {
                      Files.writeString(part, "half");
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void replacesThePartialFileOfAKilledProcess() throws IOException {
    Files.writeString(folder.resolve("weights.part"), "what a killed process left of it");

    try (AtomicFile whole = AtomicFile.at(folder.resolve("weights"))) {
      Files.writeString(whole.part(), "new");
      whole.keep();
    }

    assertThat(folder.resolve("weights")).hasContent("new");
    assertThat(names()).containsExactly("weights");
  }

  @Test
  void deletesOldPartialFilesOfTheSameFile() throws IOException {
    Duration anHourAgo = Duration.ofMinutes(61);
    createPartialFile("a.csv.17.part", anHourAgo);
    createPartialFile("a.csv.18.part", anHourAgo);
    createPartialFile("a.csv.19.part", Duration.ofMinutes(50));
    createPartialFile("b.csv.17.part", anHourAgo);
    createPartialFile("axcsv.17.part", anHourAgo);
    createPartialFile("a.csv.old.part", anHourAgo);

    AtomicFile.write(folder.resolve("a.csv"), part -> Files.writeString(part, "new"));

    assertThat(names())
        .containsExactly(
            "a.csv", "a.csv.19.part", "a.csv.old.part", "axcsv.17.part", "b.csv.17.part");
  }

  @Test
  void twoWritersDoNotShareAPart() throws IOException {
    // As processes in two containers, which can have the same PID.
    Path file = folder.resolve("a.csv");

    AtomicFile.write(
        file,
        slow -> {
          Files.writeString(slow, "slow");
          AtomicFile.write(file, fast -> Files.writeString(fast, "fast"));
          assertThat(file).hasContent("fast");
        });

    assertThat(file).hasContent("slow");
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void deletesThePartOfAProcessThatWasKilledLongAgo() throws IOException {
    Path file = folder.resolve("a.csv");
    List<String> parts = new ArrayList<>();
    AtomicFile.write(
        file,
        part -> {
          Files.writeString(part, "new");
          parts.add(part.getFileName().toString());
        });
    createPartialFile(parts.get(0), Duration.ofMinutes(61));

    AtomicFile.write(file, part -> Files.writeString(part, "newer"));

    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void reportsAMissingFolder() {
    Path file = folder.resolve("none").resolve("a.csv");

    assertThatThrownBy(() -> AtomicFile.write(file, part -> Files.writeString(part, "new")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("none").toString());
  }

  @Test
  void leavesNoFileIfTheProcessIsTerminated() throws Exception {
    Process writing =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writing.class.getName(),
                folder.resolve("weights").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(writing.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("begun");
      assertThat(names()).containsExactly("weights.part");

      writing.destroy();

      assertThat(writing.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(names()).isEmpty();
    } finally {
      writing.destroyForcibly();
    }
  }

  private void createPartialFile(String name, Duration ago) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Begins a file and never comes to its end. */
  static final class Writing {

    private Writing() {}

    public static void main(String[] arguments) throws Exception {
      try (AtomicFile whole = AtomicFile.at(Path.of(arguments[0]))) {
        Files.writeString(whole.part(), "half");
        System.out.println("begun");
        Thread.sleep(Duration.ofHours(1).toMillis());
      }
    }
  }
}
