// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of one run.
 *
 * @param call that it is part of
 * @param peer what was measured
 * @param run number of the run in its call, from 1
 * @param wearers number of wearers
 * @param threads of a process
 * @param instances processes
 * @param cores of this machine
 * @param startedAt wall clock, ISO 8601
 * @param figures by name
 */
record Result(
    Call call,
    String peer,
    int run,
    int wearers,
    int threads,
    int instances,
    int cores,
    String startedAt,
    Map<Figure, Double> figures) {

  /** A publisher that is later than this makes delays look longer than they are. */
  static final int MAX_LATENESS_MILLIS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  Result {
    figures = figures.isEmpty() ? Map.of() : new EnumMap<>(figures);
  }

  /**
   * What it can be compared with: the same measurement under the same conditions.
   *
   * @param title of its table
   * @param conditions below the title
   */
  record Group(String title, String conditions) {}

  Group group() {
    return new Group(
        call.title(wearers, threads, instances), "Cores: " + cores + ", " + call.conditions());
  }

  /** Whether it was measured side by side with another one. */
  boolean isBeside(Result other) {
    return call.id().equals(other.call.id()) && run == other.run && wearers == other.wearers;
  }

  /** Whether every label came, once, and right. */
  boolean isRight() {
    return List.of(Figure.MISSING, Figure.REPEATED, Figure.WRONG).stream()
        .allMatch(figure -> figures.getOrDefault(figure, 0.0) == 0);
  }

  /** Whether readings were published so late that it shows in the measured delays. */
  boolean isPublisherLate() {
    return figures.getOrDefault(Figure.PUBLISHER_LATE_MILLIS, 0.0) > MAX_LATENESS_MILLIS;
  }

  /** One line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-24s run %d, %d wearers: %s%s",
        peer,
        run,
        wearers,
        figures.entrySet().stream()
            .map(entry -> entry.getKey().title() + " " + entry.getKey().text(entry.getValue()))
            .collect(Collectors.joining("; ")),
        isPublisherLate()
            ? " (readings were published late: the delays include this lateness)"
            : "");
  }

  /**
   * Reads a file of results.
   *
   * @throws IOException if it cannot be read, or if an earlier version wrote it
   */
  static List<Result> read(Path file) throws IOException {
    JsonNode results = JSON.readTree(file.toFile());
    for (JsonNode result : results) {
      if (!result.has("call")) {
        throw new IOException(
            file
                + " has results of an earlier version, which do not tell the call, the number of"
                + " segments, the model and the settings. Measure again, into another file");
      }
    }
    return JSON.convertValue(results, new TypeReference<List<Result>>() {});
  }

  /** Adds this result to a file, which is created if missing. */
  void addTo(Path file) throws IOException {
    List<Result> all = new ArrayList<>(Files.exists(file) ? read(file) : List.of());
    all.add(this);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }
}
