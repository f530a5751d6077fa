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
class StoppableWorkTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  /** The exit code after SIGTERM, as in Linux shells. */
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path folder = Path.of("");

  /** A step of this network takes longer than the Java VM waits for threads in native code. */
  @Test
  void aStoppedTrainingEndsItsStepAndSaysHowToContinue() throws Exception {
    Path data = new Recordings(2, 2, 32).folder(folder.resolve("data"));
    Path run = folder.resolve("run");
    Path errors = folder.resolve("errors.txt");

    Process training =
        train(errors, data, run, "--network", "resnet34", "--batch", "128", "--epochs", "10000");
    try {
      long end = System.nanoTime() + LONG.toNanos();
      while (!Files.exists(run.resolve("checkpoint.safetensors")) && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      training.destroy();
      assertThat(training.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(training.exitValue()).isEqualTo(TERMINATED);
    } finally {
      training.destroyForcibly();
    }

    assertThat(errors)
        .content()
        .doesNotContain("fatal error")
        .contains(
            "stopped: the finished epochs are saved; continue with: kinetograph train --data "
                + "%s --run %s --resume".formatted(data, run));
  }

  @Test
  void saysNothingOnceTheTrainingHasEnded() throws Exception {
    Path data = new Recordings(2, 2, 4).folder(folder.resolve("data"));
    Path errors = folder.resolve("errors.txt");

    Process training =
        train(
            errors,
            data,
            folder.resolve("run"),
            "--network",
            SmallNetwork.SIZE.text(),
            "--batch",
            "8",
            "--epochs",
            "1");

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
    words.addAll(List.of("--threads", "1"));
    words.addAll(List.of(more));
    return new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(errors.toFile())
        .start();
  }
}
