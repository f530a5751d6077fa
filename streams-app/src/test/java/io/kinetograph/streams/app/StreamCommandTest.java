// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.streams.logs.CapturedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StreamCommandTest {

  private static final long HEAP_MB = Runtime.getRuntime().maxMemory() >> 20;

  @TempDir Path folder;

  @Test
  void moreMemoryForSamplesThanTheHeapHasIsAWrongSetting() throws Exception {
    try (CapturedLog log = CapturedLog.warnings(StreamCommand.class)) {
      assertThat(start(HEAP_MB + 1)).isEqualTo(2);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .matches(
              "setting samples.memory is "
                  + (HEAP_MB + 1)
                  + " MB, and the heap has at most \\d+ MB: .*-Xmx.*");
    }
  }

  @Test
  void moreThanHalfOfTheHeapIsWarnedOf() throws Exception {
    try (CapturedLog log = CapturedLog.warnings(StreamCommand.class)) {
      assertThat(start(HEAP_MB * 3 / 4)).isEqualTo(1);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(0))
          .startsWith(
              "samples.memory (" + HEAP_MB * 3 / 4 + " MB) is more than half of the heap (");
      assertThat(log.lines().get(1)).isEqualTo("the app starts");
    }
  }

  @Test
  void aQuarterOfTheHeapIsNot() throws Exception {
    try (CapturedLog log = CapturedLog.warnings(StreamCommand.class)) {
      assertThat(start(HEAP_MB / 4)).isEqualTo(1);
      assertThat(log.lines()).containsExactly("the app starts");
    }
  }

  /** Starts no further than an app that fails, with the exit code 1. */
  private int start(long samplesMb) throws Exception {
    Path file =
        Files.write(
            folder.resolve("app.properties"),
            List.of(
                "samples.memory=" + samplesMb + "MB", "http.port=0", "model.file=not-used.onnx"));
    var command =
        new StreamCommand(
            (settings, registry, load) -> {
              throw new InvalidModelException("the app starts");
            });
    return new CommandLine(command).execute("--config", file.toString());
  }
}
