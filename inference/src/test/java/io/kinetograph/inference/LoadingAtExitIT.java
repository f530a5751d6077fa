// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.model.TinyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingAtExitIT {

  @TempDir Path folder;

  /** As happens when SIGTERM comes while a new model is loaded, or the first. */
  @Test
  void aProcessThatEndsWhileItLoadsAModelDoesNotCrash() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-cp",
                System.getProperty("java.class.path"),
                LoadingAtExit.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      String output = Files.readString(log);
      assertThat(process.exitValue()).as(output).isEqualTo(LoadingAtExit.EXIT_CODE);
      assertThat(output).contains(LoadingAtExit.DONE);
    } finally {
      process.destroyForcibly();
    }
  }
}
