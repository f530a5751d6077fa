// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerts and the dashboard in the folder {@code docker}, and which series they query. */
public final class MonitoringFiles {

  static final Path ALERTS = Path.of("../docker/prometheus/alerts.yml");
  static final Path DASHBOARD = Path.of("../docker/grafana/dashboards/kinetograph.json");

  /** What Prometheus itself adds. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

  /** The labels of a target. */
  private static final Set<String> OF_TARGET = Set.of("namespace", "job", "instance");

  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "offset", "bool");

  private static final Pattern LABEL_LIST =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w.$])([a-zA-Z_:][\\w:]*)(?:\\{([^}]*)}|(?![\\w:]*\\s*\\())");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((.+), ([a-zA-Z_]\\w*)\\)");

  private MonitoringFiles() {}

  static JsonNode alerts() {
    return read(new ObjectMapper(new YAMLFactory()), ALERTS);
  }

  static JsonNode dashboard() {
    return read(new ObjectMapper(), DASHBOARD);
  }

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All queries of the alerts. */
  static List<String> alertQueries() {
    return alerts().findValuesAsText("expr");
  }

  /** All queries of the dashboard: of its panels, its annotations and its variables. */
  static List<String> dashboardQueries() {
    List<String> queries = new ArrayList<>(dashboard().findValuesAsText("expr"));
    for (String definition : dashboard().findValuesAsText("definition")) {
      Matcher values = LABEL_VALUES.matcher(definition);
      if (!values.matches()) {
        throw new IllegalArgumentException("not a query of label values: " + definition);
      }
      queries.add(values.group(1));
    }
    return queries;
  }

  /** The queried series by name, each with the labels that a query selects by. */
  public static Map<String, Set<String>> series() {
    Map<String, Set<String>> series = new TreeMap<>();
    alertQueries().forEach(query -> addSeries(query, series));
    dashboardQueries().forEach(query -> addSeries(query, series));
    series.keySet().removeAll(OF_PROMETHEUS);
    return series;
  }

  static void addSeries(String query, Map<String, Set<String>> series) {
    String selectors = LABEL_LIST.matcher(query).replaceAll(" ");
    Matcher selector = SELECTOR.matcher(RANGE.matcher(selectors).replaceAll(" "));
    while (selector.find()) {
      if (!OPERATORS.contains(selector.group(1))) {
        Set<String> labels = series.computeIfAbsent(selector.group(1), name -> new TreeSet<>());
        if (selector.group(2) != null) {
          LABEL.matcher(selector.group(2)).results().forEach(label -> labels.add(label.group(1)));
          labels.removeAll(OF_TARGET);
        }
      }
    }
  }
}
