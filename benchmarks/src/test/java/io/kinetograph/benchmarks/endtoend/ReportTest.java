// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final Call CALL = drain("drain-1", 12_000, "2026.11.4 (0a1b2c3d)", Map.of());

  private static final List<Result> RESULTS =
      List.of(
          result(CALL, "app", 1, 300),
          result(CALL, "python", 1, 600),
          result(CALL, "app", 2, 330),
          result(CALL, "python", 2, 550),
          result(CALL, "app", 3, 320),
          result(CALL, "python", 3, 800));

  private static Call drain(String id, long segments, String model, Map<String, String> settings) {
    return new Call(id, "drain", 25, segments, model, settings);
  }

  private static Result result(Call call, String peer, int run, double labelsPerSecond) {
    return result(call, peer, run, 10, Map.of(Figure.LABELS_PER_SECOND, labelsPerSecond));
  }

  private static Result result(
      Call call, String peer, int run, int wearers, Map<Figure, Double> figures) {
    return new Result(call, peer, run, wearers, 2, 1, 2, "2026-11-28T00:00:00Z", figures);
  }

  @Test
  void tableHasMediansWithTheirSpread() {
    assertThat(new Report(RESULTS).markdown())
        .contains(
            "### drain, samples a record: 25, wearers: 10, segments: 12000, threads: 2,"
                + " instances: 1\n\nCores: 2, model: 2026.11.4 (0a1b2c3d)\n\n| median")
        .contains("| labels/s | 320 (300 to 330) | 600 (550 to 800) |")
        .doesNotContain("wrong", "late");
  }

  @Test
  void ratiosAreThoseOfRunsSideBySide() {
    assertThat(new Report(RESULTS).markdown()).contains("| python | 0.50 (0.40 to 0.60) |  |  |");
  }

  @Test
  void runsOfSeveralCallsAreInOneTableAndRatiosAreThoseOfOneCall() {
    Call again = drain("drain-2", 12_000, "2026.11.4 (0a1b2c3d)", Map.of());
    List<Result> results =
        Stream.concat(
                RESULTS.stream(),
                Stream.of(result(again, "app", 1, 350), result(again, "python", 1, 500)))
            .toList();

    assertThat(new Report(results).markdown())
        .containsOnlyOnce("###")
        .contains("| labels/s | 325 (300 to 350) | 575 (500 to 800) |")
        .contains("| python | 0.55 (0.40 to 0.70) |  |  |");
  }

  @Test
  void runsUnderOtherConditionsHaveTheirOwnTable() {
    List<Result> results =
        List.of(
            RESULTS.get(0),
            result(drain("2", 24_000, "2026.11.4 (0a1b2c3d)", Map.of()), "app", 1, 1),
            result(drain("3", 12_000, "2026.11.4 (4e5f6a7b)", Map.of()), "app", 1, 2),
            result(
                drain("4", 12_000, "2026.11.4 (0a1b2c3d)", Map.of("alignment", "wearer")),
                "app",
                1,
                3),
            result(CALL, "app", 1, 20, Map.of(Figure.LABELS_PER_SECOND, 4.0)));

    assertThat(new Report(results).markdown())
        .contains("| labels/s | 300 |", "| labels/s | 1 |", "| labels/s | 2 |", "| labels/s | 3 |")
        .contains("| labels/s | 4 |")
        .contains("segments: 24000", "(4e5f6a7b)", "alignment: wearer", "wearers: 20");
  }

  @Test
  void searchHasColumnForEachNumberOfWearers() {
    Call scale = new Call("scale-1", "scale", 25, 0, "2026.11.4 (0a1b2c3d)", Map.of());
    List<Result> results =
        List.of(
            result(scale, "app", 1, 100, Map.of(Figure.DELAY_P99_MILLIS, 500.0)),
            result(
                scale,
                "app",
                1,
                200,
                Map.of(Figure.DELAY_P99_MILLIS, 900.0, Figure.PUBLISHER_LATE_MILLIS, 101.0)));

    assertThat(new Report(results).markdown())
        .contains("### scale, samples a record: 25, threads: 2, instances: 1\n")
        .contains("| median (least to greatest) | app, 100 | app, 200 |")
        .contains("| delay p99 ms | 500 | 900 |")
        .contains("In 1 of 2 results, readings were published more than 100 ms late");
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
  void resultsOfEarlierVersionAreRejectedBeforeAnythingIsMeasured(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("results.json");
    Files.writeString(file, "[ {\"command\" : \"drain\", \"peer\" : \"app\", \"run\" : 1} ]");

    assertThatIOException()
        .isThrownBy(() -> new ResultLog(file))
        .withMessageContaining(file + " has results of an earlier version")
        .withMessageEndingWith("Measure again, into another file");
  }

  @Test
  void barsAreDrawnForEachTable(@TempDir Path folder) throws Exception {
    Call other = drain("2", 12_000, "2026.11.4 (4e5f6a7b)", Map.of());
    new Report(List.of(RESULTS.get(0), result(other, "app", 1, 2))).plot(folder);

    String name = "drain-samples-a-record-25-wearers-10-segments-12000-threads-2-instances-1";
    assertThat(folder.resolve(name + "-labels-per-second.png")).isNotEmptyFile();
    assertThat(folder.resolve(name + "-2-labels-per-second.png")).isNotEmptyFile();
  }

  @Test
  void linesAreDrawnForRunsOfSeveralCalls(@TempDir Path folder) throws Exception {
    Call first = new Call("scale-1", "scale", 25, 0, "2026.11.4 (0a1b2c3d)", Map.of());
    Call second = new Call("scale-2", "scale", 25, 0, "2026.11.4 (0a1b2c3d)", Map.of());
    Map<Figure, Double> figures = Map.of(Figure.DELAY_P99_MILLIS, 500.0, Figure.CPU_MILLIS, 1.0);
    new Report(
            List.of(result(first, "app", 1, 100, figures), result(second, "app", 1, 100, figures)))
        .plot(folder);

    String name = "scale-samples-a-record-25-threads-2-instances-1";
    assertThat(folder.resolve(name + "-delay-p99-millis.png")).isNotEmptyFile();
  }
}
