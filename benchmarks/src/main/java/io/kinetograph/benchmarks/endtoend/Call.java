// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A call of a command that measures: what its runs have in common. Runs of two calls can be
 * compared only if the calls differ in nothing but their id.
 *
 * @param id unique; each call numbers its runs from 1, so that a run is known by both
 * @param command {@code drain}, {@code live} or {@code scale}
 * @param samplesPerRecord samples in a record
 * @param segments of the backlog; 0 without a backlog
 * @param model version of the model and the start of its file's digest
 * @param settings other options that change figures, by name
 */
record Call(
    String id,
    String command,
    int samplesPerRecord,
    long segments,
    String model,
    Map<String, String> settings) {

  Call {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** The figures of a run, on this machine. */
  Result result(Setup setup, int wearers, String startedAt, Map<Figure, Double> figures) {
    return new Result(
        this,
        setup.peer().name(),
        setup.run(),
        wearers,
        setup.threads(),
        setup.instances(),
        Runtime.getRuntime().availableProcessors(),
        startedAt,
        figures);
  }

  /** Model and settings, as a report shows them. */
  String conditions() {
    StringBuilder text = new StringBuilder("model: ").append(model);
    settings.forEach((name, value) -> text.append(", ").append(name).append(": ").append(value));
    return text.toString();
  }

  /** What it measures; {@code wearers} is not part of it if they are what it searches for. */
  String title(int wearers, int threads, int instances) {
    return String.format(
        Locale.ROOT,
        "%s, samples a record: %d%s%s, threads: %d, instances: %d",
        command,
        samplesPerRecord,
        isSearch() ? "" : ", wearers: " + wearers,
        segments == 0 ? "" : ", segments: " + segments,
        threads,
        instances);
  }

  /** Whether its runs have different numbers of wearers. */
  boolean isSearch() {
    return command.equals("scale");
  }
}
