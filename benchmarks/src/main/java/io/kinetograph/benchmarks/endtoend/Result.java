// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import com.fasterxml.jackson.core.type.TypeReference;
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
 * @param command {@code drain}, {@code live} or {@code scale}
 * @param peer what was measured
 * @param run number of the run, from 1
 * @param samplesPerRecord samples in a record
 * @param wearers number of wearers
 * @param threads of a process
 * @param instances processes
 * @param cores of this machine
 * @param startedAt wall clock, ISO 8601
 * @param figures by name
 */
record Result(
    String command,
    String peer,
    int run,
    int samplesPerRecord,
    int wearers,
    int threads,
    int instances,
    int cores,
    String startedAt,
    Map<Figure, Double> figures) {

  private static final ObjectMapper JSON = new ObjectMapper();

  Result {
    figures = figures.isEmpty() ? Map.of() : new EnumMap<>(figures);
  }

  /** What it can be compared with: the same measurement of other peers. */
  String group() {
    return String.format(
        Locale.ROOT,
        "%s, samples a record: %d, threads: %d, instances: %d",
        command,
        samplesPerRecord,
        threads,
        instances);
  }

  /** Whether every label came, once, and right. */
  boolean isRight() {
    return List.of(Figure.MISSING, Figure.REPEATED, Figure.WRONG).stream()
        .allMatch(figure -> figures.getOrDefault(figure, 0.0) == 0);
  }

  /** One line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-24s run %d, %d wearers: %s",
        peer,
        run,
        wearers,
        figures.entrySet().stream()
            .map(entry -> entry.getKey().title() + " " + entry.getKey().text(entry.getValue()))
            .collect(Collectors.joining("; ")));
  }

  /** Reads a file of results. */
  static List<Result> read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), new TypeReference<List<Result>>() {});
  }

  /** Adds this result to a file, which is created if missing. */
  void addTo(Path file) throws IOException {
    List<Result> all = new ArrayList<>(Files.exists(file) ? read(file) : List.of());
    all.add(this);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }
}
