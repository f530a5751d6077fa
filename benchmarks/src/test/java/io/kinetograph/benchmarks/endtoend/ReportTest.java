// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static Result drain(String peer, int run, double labelsPerSecond) {
    return new Result(
        "drain",
        peer,
        run,
        25,
        10,
        2,
        1,
        2,
        "2026-11-28T00:00:00Z",
        Map.of(Figure.LABELS_PER_SECOND, labelsPerSecond));
  }

  private static final List<Result> RESULTS =
      List.of(
          drain("app", 1, 300),
          drain("python", 1, 600),
          drain("app", 2, 330),
          drain("python", 2, 550),
          drain("app", 3, 320),
          drain("python", 3, 800));

  @Test
  void tableHasMediansWithTheirSpread() {
    assertThat(new Report(RESULTS).markdown())
        .contains("### drain, samples a record: 25, threads: 2, instances: 1")
        .contains("| labels/s | 320 (300 to 330) | 600 (550 to 800) |")
        .doesNotContain("wrong");
  }

  @Test
  void ratiosAreThoseOfRunsSideBySide() {
    assertThat(new Report(RESULTS).markdown()).contains("| python | 0.50 (0.40 to 0.60) |  |  |");
  }

  @Test
  void resultsAreReadAsTheyWereWritten(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("results.json");
    for (Result result : RESULTS) {
      result.addTo(file);
    }

    assertThat(Result.read(file)).isEqualTo(RESULTS);
  }

  @Test
  void barsAreDrawn(@TempDir Path folder) throws Exception {
    new Report(RESULTS).plot(folder);

    assertThat(
            folder.resolve("drain-samples-a-record-25-threads-2-instances-1-labels-per-second.png"))
        .isNotEmptyFile();
  }
}
