// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.network.SmallNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer says if it is stopped, as a process of its own. */
class StopMessageTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder = Path.of("");

  @Test
  void aStoppedTrainingSaysHowToContinue() throws Exception {
    Path data = new Recordings(2, 2, 4).folder(folder.resolve("data"));
    Path run = folder.resolve("run");
    Path errors = folder.resolve("errors.txt");

    Process training = train(errors, data, run, "--epochs", "10000");
    try {
      long end = System.nanoTime() + LONG.toNanos();
      while (!Files.exists(run.resolve("checkpoint.safetensors")) && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      training.destroy();
      assertThat(training.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      training.destroyForcibly();
    }

    assertThat(errors)
        .content()
        .contains(
            "stopped: the finished epochs are saved; continue with: kinetograph train --data "
                + "%s --run %s --resume".formatted(data, run));
  }

  @Test
  void saysNothingOnceTheTrainingHasEnded() throws Exception {
    Path data = new Recordings(2, 2, 4).folder(folder.resolve("data"));
    Path errors = folder.resolve("errors.txt");

    Process training = train(errors, data, folder.resolve("run"), "--epochs", "1");

    assertThat(training.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(training.exitValue()).isZero();
    assertThat(errors).content().doesNotContain("stopped");
  }

  private Process train(Path errors, Path data, Path run, String... more) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(TrainerCommand.class.getName());
    words.addAll(List.of("train", "--data", data.toString(), "--run", run.toString()));
    words.addAll(List.of("--network", SmallNetwork.SIZE.text(), "--batch", "8", "--threads", "1"));
    words.addAll(List.of(more));
    return new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(errors.toFile())
        .start();
  }
}
