// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that the tests use if it is installed. */
public final class ExternalTool {

  private final Path program;

  private ExternalTool(Path program) {
    this.program = program;
  }

  /** Finds the tool in PATH; without it, the calling test is skipped, and the output says so. */
  public static ExternalTool require(String name, String purpose) {
    Optional<Path> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    String reason = "%s is not installed: not checked %s".formatted(name, purpose);
    if (found.isEmpty()) {
      System.out.println("SKIPPED: " + reason);
    }
    assumeTrue(found.isPresent(), reason);
    return new ExternalTool(found.orElseThrow());
  }

  /** Runs it in a folder, and returns what it printed. */
  public Output run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  public static Output run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("tool", ".out");
    Path err = Files.createTempFile("tool", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** What a run has printed. */
  public record Output(int exitCode, String out, String err) {

    /** Fails with all that was printed unless the exit code is 0. */
    public Output succeeded() {
      assertThat(exitCode).as("%s%n%s", out, err).isZero();
      return this;
    }
  }
}
