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
      String filled =
          query.replaceAll("\\$__(rate_)?interval", "1m").replaceAll("\\$(job|instance)", ".*");
      rules.add(Map.of("record", "query" + rules.size(), "expr", filled));
    }
    // YAML can be written as JSON.
    new ObjectMapper()
        .writeValue(
            folder.resolve("rules.yml").toFile(),
            Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));

    assertThat(rules).hasSizeGreaterThan(40);
    promtool.run(folder, "check", "rules", "rules.yml").succeeded();
  }
}
