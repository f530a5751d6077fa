// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each command at a tiny size: it ends with 0 only if every label came, once, and right. */
@Timeout(240)
@EnabledOnOs(OS.LINUX)
class BenchCommandIT {

  @TempDir private Path folder;

  @Test
  void drainMeasuresTheAppAndItsPeers() throws Exception {
    Path json = folder.resolve("drain.json");

    int exitCode =
        BenchCommand.run(
            "drain",
            "--wearers=4",
            "--segments=40",
            "--threads=1",
            "--timeout=100",
            "--against=model,consumer,first-draft",
            "--work=" + folder,
            "--json=" + json);

    List<Result> results = Result.read(json);
    assertThat(exitCode).isZero();
    assertThat(results)
        .extracting(Result::peer)
        .containsExactly("app", "model", "consumer", "first-draft");
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.figures()).containsEntry(Figure.EXPECTED, 40.0);
              assertThat(result.figures().get(Figure.PEAK_MEGABYTES)).isGreaterThan(20);
            });
    assertThat(results.get(0).figures())
        .containsEntry(Figure.MISSING, 0.0)
        .containsEntry(Figure.REPEATED, 0.0)
        .containsEntry(Figure.WRONG, 0.0);
    assertThat(results.get(0).figures().get(Figure.CPU_MILLIS)).isPositive();
    assertThat(results.get(0).figures().get(Figure.ALLOCATED_KILOBYTES)).isPositive();
  }

  @Test
  void liveMeasuresDelays() throws Exception {
    Path json = folder.resolve("live.json");

    int exitCode =
        BenchCommand.run(
            "live",
            "--wearers=4",
            "--samples-per-record=5",
            "--threads=1",
            "--warm-up=10",
            "--seconds=5",
            "--work=" + folder,
            "--json=" + json);

    assertThat(exitCode).isZero();
    assertThat(Result.read(json))
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.figures().get(Figure.EXPECTED)).isGreaterThanOrEqualTo(4 * 4);
              assertThat(result.figures().get(Figure.DELAY_P99_MILLIS)).isPositive();
            });
  }

  @Test
  void scaleStopsAtTheMostWearers() throws Exception {
    Path json = folder.resolve("scale.json");

    int exitCode =
        BenchCommand.run(
            "scale",
            "--wearers=2",
            "--most=3",
            "--threads=1",
            "--max-delay=60000",
            "--warm-up=10",
            "--seconds=5",
            "--work=" + folder,
            "--json=" + json);

    assertThat(exitCode).isZero();
    assertThat(Result.read(json)).extracting(Result::wearers).containsExactly(2, 3, 3);
    assertThat(Result.read(json).get(2).figures()).containsEntry(Figure.MAX_WEARERS, 3.0);
  }
}
