// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.training.EpochTimes.EpochTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void aResumedRunContinuesAfterTheLastFinishedEpoch() throws IOException {
    Path file = folder.resolve("steps.csv");
    MetricsLog steps = new MetricsLog(new RunFolder(folder));
    steps.keep(0);
    writeEpoch(steps, 1);
    writeEpoch(steps, 2);

    MetricsLog resumed = new MetricsLog(new RunFolder(folder));
    resumed.keep(1);
    writeEpoch(resumed, 2);

    assertThat(file)
        .hasContent(
            """
            step,epoch,learning_rate,loss
            0,1,0.00100000,0.50000
            10,1,0.00100000,0.50000
            20,2,0.00100000,0.50000
            """);
    assertThat(Files.readAllLines(folder.resolve("metrics.csv"))).hasSize(3);
  }

  @Test
  void dropsALineThatWasCutOff() throws IOException {
    Path file = folder.resolve("steps.csv");
    for (String cut : List.of("2", "20,", "20,1", "20,1,0.001,0.5")) {
      MetricsLog steps = new MetricsLog(new RunFolder(folder));
      steps.keep(0);
      writeEpoch(steps, 1);
      Files.writeString(file, cut, StandardOpenOption.APPEND);

      new MetricsLog(new RunFolder(folder)).keep(1);

      assertThat(file)
          .hasContent(
              """
              step,epoch,learning_rate,loss
              0,1,0.00100000,0.50000
              10,1,0.00100000,0.50000
              """);
    }
  }

  @Test
  void namesTheLineThatIsNotAStep() throws IOException {
    Path file = folder.resolve("steps.csv");
    Map<String, String> messages =
        Map.of(
            "x", ", line 3 has 1 cells, and the header has 2",
            "1,x", ", line 3: epoch 'x' is not a number");

    for (Map.Entry<String, String> line : messages.entrySet()) {
      Files.writeString(file, "step,epoch\n0,1\n" + line.getKey() + "\n");
      assertThatThrownBy(() -> new MetricsLog(new RunFolder(folder)).keep(1))
          .isInstanceOf(IOException.class)
          .hasMessage(file + line.getValue());
    }
  }

  @Test
  void namesAFileWithAnUnclosedQuote() throws IOException {
    Path file = Files.writeString(folder.resolve("steps.csv"), "step,epoch\n0,\"1\n");

    assertThatThrownBy(() -> new MetricsLog(new RunFolder(folder)).keep(1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be read: ");
  }

  @Test
  void reportsAFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("a device that is always full").isTrue();
    Path file = folder.resolve("steps.csv");
    MetricsLog steps = new MetricsLog(new RunFolder(folder));
    steps.keep(0);
    Files.delete(file);
    Files.createSymbolicLink(file, full);

    assertThatThrownBy(() -> writeEpoch(steps, 1))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " cannot be written: No space left on device");
  }

  private static void writeEpoch(MetricsLog steps, int epoch) throws IOException {
    for (int i = 0; i < 15; i++) {
      steps.stepDone((epoch - 1) * 15 + i, epoch, 1e-3f, 0.5);
    }
    steps.epochDone(
        new EpochMetrics(
            epoch,
            0.5,
            0.5,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            1e-3,
            new EpochTimer().times()));
  }
}
