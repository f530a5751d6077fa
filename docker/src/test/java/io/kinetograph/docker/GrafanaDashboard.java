// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The provisioned dashboard, as far as a test can tell without Grafana.
 *
 * @param uid its address in Grafana
 * @param panels those that show data
 */
record GrafanaDashboard(String uid, List<Panel> panels) {

  private static final Path FILE = Path.of("grafana/dashboards/kinetograph.json");

  /**
   * A panel.
   *
   * @param queries in PromQL, with all applications and processes selected
   */
  record Panel(String title, List<String> queries) {}

  static GrafanaDashboard read() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(FILE.toFile());
    List<Panel> panels = new ArrayList<>();
    for (JsonNode panel : dashboard.get("panels")) {
      List<String> queries = new ArrayList<>();
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            target
                .get("expr")
                .asText()
                // What Grafana puts in their place for "All", and for a scrape every 15 s.
                .replaceAll("\\$(job|instance)", ".+")
                .replace("$namespace", ".*")
                .replace("$__rate_interval", "1m"));
      }
      if (!queries.isEmpty()) {
        panels.add(new Panel(panel.get("title").asText(), queries));
      }
    }
    return new GrafanaDashboard(dashboard.get("uid").asText(), panels);
  }
}
