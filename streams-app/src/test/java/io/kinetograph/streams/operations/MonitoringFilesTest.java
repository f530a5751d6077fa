// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Keeps the alerts and the dashboard in step with the metrics and with {@code docs/operations.md}.
 * {@code MetersIT} compares them with a scrape of the app, {@code PromtoolIT} runs them.
 */
class MonitoringFilesTest {

  private static final Path OPERATIONS = Path.of("../docs/operations.md");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `(k[a-z.0-9]+)` \\|(?: `(kinetograph_[a-z_]+)` \\|)?.+");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern RUNBOOK = Pattern.compile("(?m)^### (Kinetograph\\w+)$");

  /** The labels by which a query selects series. */
  private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");

  /** What a summary or timer adds to its name. */
  private static final Pattern PART = Pattern.compile("_(count|sum|max)$");

  @Test
  void findsTheSeriesOfAQuery() {
    Map<String, Set<String>> series = new TreeMap<>();
    MonitoringFiles.addSeries(
        "sum by (a, b) (rate(x_total{c=\"1\",d!~\"sum(y)\"}[5m])) / on (a) z offset 1h > 1e9"
            + " unless 2 * group by (a) (w)",
        series);

    assertThat(series).isEqualTo(Map.of("x_total", Set.of("c", "d"), "z", Set.of(), "w", Set.of()));
  }

  @Test
  void eachQueriedMetricIsDocumented() throws Exception {
    Set<String> known = new TreeSet<>();
    DOCUMENTED
        .matcher(Files.readString(Path.of("../docs/metrics.md")))
        .results()
        .map(row -> row.group(2) == null ? row.group(1).replace('.', '_') : row.group(2))
        .forEach(known::add);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ProcessMeters().bindTo(registry);
    FAMILY.matcher(registry.scrape()).results().forEach(family -> known.add(family.group(1)));
    // A pause has its metric only once there was one.
    known.add("jvm_gc_pause_seconds");

    assertThat(MonitoringFiles.series().keySet())
        .hasSizeGreaterThan(30)
        .allMatch(
            name -> known.contains(name) || known.contains(PART.matcher(name).replaceFirst("")),
            "is in docs/metrics.md");
  }

  @Test
  void eachAlertHasASeverityASummaryAndARunbook() throws Exception {
    List<String> names = new ArrayList<>();
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      names.add(name);
      assertThat(rule.path("labels").path("severity").asText())
          .as(name)
          .isIn("critical", "warning");
      JsonNode annotations = rule.path("annotations");
      assertThat(annotations.path("summary").asText()).as(name).isNotBlank();
      assertThat(annotations.path("description").asText())
          .as(name)
          .contains("{{ $labels.job }}")
          .endsWith(".");
      assertThat(annotations.path("runbook_url").asText())
          .endsWith("/docs/operations.md#" + name.toLowerCase(Locale.ROOT));
    }

    assertThat(names).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(runbooks());
  }

  /** {@code PromtoolIT} runs these tests. */
  @Test
  void eachAlertIsTested() throws Exception {
    String tests = Files.readString(Path.of("../docker/prometheus/alerts_test.yml"));
    for (JsonNode rule : rules()) {
      assertThat(tests).contains("alertname=\"" + rule.path("alert").asText() + "\"");
    }
  }

  @Test
  void thePanelsOfTheDashboardDoNotOverlap() {
    Set<String> taken = new TreeSet<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : MonitoringFiles.dashboard().path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      JsonNode place = panel.path("gridPos");
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          int column = place.path("x").asInt() + x;
          assertThat(column).isLessThan(24);
          assertThat(taken.add(column + "," + (place.path("y").asInt() + y)))
              .as(panel.path("title").asText())
              .isTrue();
        }
      }
    }
  }

  /** A cluster can have several applications of one name, in different namespaces. */
  @Test
  void eachQueryCanBeLimitedToANamespaceAnApplicationAndAnInstance() {
    List<String> queries = MonitoringFiles.dashboard().findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(40);
    for (String query : queries) {
      List<String> selectors =
          SELECTOR.matcher(query).results().map(selector -> selector.group(1)).toList();
      assertThat(selectors).as(query).isNotEmpty();
      for (String selector : selectors) {
        assertThat(selector).contains("namespace=~\"$namespace\"", "job=~\"$job\"");
        if (!query.contains("ALERTS")) {
          assertThat(selector).contains("instance=~\"$instance\"");
        }
      }
    }
  }

  /** Without Kubernetes, the series have no namespace. */
  @Test
  void allNamespacesIncludeNone() {
    for (JsonNode variable : MonitoringFiles.dashboard().at("/templating/list")) {
      if (variable.path("name").asText().equals("namespace")) {
        assertThat(variable.path("allValue").asText()).isEqualTo(".*");
        assertThat(variable.at("/current/value/0").asText()).isEqualTo("$__all");
        return;
      }
    }
    fail("the dashboard has no variable 'namespace'");
  }

  /** {@code changes()} is 0 for a pod's first start. */
  @Test
  void eachStartIsMarkedAtItsTime() {
    JsonNode starts = MonitoringFiles.dashboard().at("/annotations/list/0");

    assertThat(starts.path("expr").asText())
        .matches("process_start_time_seconds\\{[^}]+} \\* 1000");
    assertThat(starts.path("useValueForTime").asText()).isEqualTo("true");
  }

  private static List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    MonitoringFiles.alerts()
        .path("groups")
        .forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  private static List<String> runbooks() throws IOException {
    return RUNBOOK
        .matcher(Files.readString(OPERATIONS))
        .results()
        .map(heading -> heading.group(1))
        .toList();
  }
}
