// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Has Prometheus' own tool check the alerts and the queries of the dashboard. */
@Execution(ExecutionMode.CONCURRENT)
class PromtoolIT {

  private static final Path FOLDER = Path.of("../docker/prometheus");

  private ExternalTool promtool;

  @BeforeEach
  void find() {
    promtool = ExternalTool.require("promtool", "the alerts and the dashboard's queries");
  }

  @Test
  void theAlertsAreValid() throws Exception {
    promtool.run(FOLDER, "check", "rules", "alerts.yml").succeeded();
  }

  @Test
  void theAlertsFireWhenTheyShould() throws Exception {
    promtool.run(FOLDER, "test", "rules", "alerts_test.yml").succeeded();
  }

  @Test
  void theDashboardsQueriesAreValid(@TempDir Path folder) throws Exception {
    List<Map<String, String>> rules = new ArrayList<>();
    for (String query : MonitoringFiles.dashboardQueries()) {
      rules.add(Map.of("record", "query" + rules.size(), "expr", filled(query)));
    }
    // YAML can be written as JSON.
    new ObjectMapper()
        .writeValue(
            folder.resolve("rules.yml").toFile(),
            Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));

    assertThat(rules).hasSizeGreaterThan(40);
    promtool.run(folder, "check", "rules", "rules.yml").succeeded();
  }

  /** Its quantiles are 0, and not absent. */
  @Test
  void aProcessWithoutSegmentsDoesNotLowerTheCoverage(@TempDir Path folder) throws Exception {
    String query =
        MonitoringFiles.dashboardQueries().stream()
            .filter(candidate -> candidate.contains("kinetograph_segment_coverage{"))
            .findFirst()
            .orElseThrow();
    List<Map<String, String>> series = new ArrayList<>();
    addCoverage("busy", "0.9x20", "0+60x20", series);
    addCoverage("idle", "0x20", "7x20", series);
    Map<String, Object> expected =
        Map.of(
            "expr",
            filled(query),
            "eval_time",
            "15m",
            "exp_samples",
            List.of(Map.of("labels", "{quantile=\"0.5\"}", "value", 0.9)));
    new ObjectMapper()
        .writeValue(
            folder.resolve("test.yml").toFile(),
            Map.of(
                "tests",
                List.of(
                    Map.of(
                        "interval",
                        "1m",
                        "input_series",
                        series,
                        "promql_expr_test",
                        List.of(expected)))));

    promtool.run(folder, "test", "rules", "test.yml").succeeded();
  }

  private static void addCoverage(
      String instance, String median, String count, List<Map<String, String>> series) {
    String name = "kinetograph_segment_coverage";
    String target = "{job=\"kinetograph\",instance=\"" + instance + "\"";
    series.add(Map.of("series", name + target + ",quantile=\"0.5\"}", "values", median));
    series.add(Map.of("series", name + "_count" + target + "}", "values", count));
  }

  private static String filled(String query) {
    return query
        .replaceAll("\\$__(rate_)?interval", "1m")
        .replaceAll("\\$(namespace|job|instance)", ".*");
  }
}
