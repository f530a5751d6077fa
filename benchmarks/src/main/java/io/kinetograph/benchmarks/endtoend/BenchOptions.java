// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.Peer.Kind;
import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that all measurements share: what is measured beside what, and how the app runs. */
final class BenchOptions {

  /** The Java home of this process. */
  static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));

  /** Set by bin/kinetograph. */
  private static final String OWN_LAUNCHER = System.getenv().getOrDefault("BENCH_LAUNCHER", "");

  private static final List<String> GUARANTEES = List.of("exactly_once_v2", "at_least_once");
  private static final List<String> ALIGNMENTS = List.of("epoch", "wearer");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--against",
      split = ",",
      paramLabel = "PEER",
      description =
          "What the app is compared with, alternating: model, consumer, first-draft, python.")
  List<Kind> against = List.of();

  @Option(
      names = "--runs",
      defaultValue = "1",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  int runs;

  @Option(
      names = "--samples-per-record",
      defaultValue = "25",
      paramLabel = "N",
      description = "Samples in a record, at 25 Hz: 1, 5, 25 or 125 (default: ${DEFAULT-VALUE}).")
  int samples;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads of a process; several are measured in turn (default: one a core).")
  List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--instances",
      split = ",",
      paramLabel = "N",
      description = "Processes of the app; several are measured in turn (default: 1).")
  List<Integer> instances = List.of(1);

  @Option(
      names = "--app",
      paramLabel = "[NAME=]FILE",
      description = {
        "A launcher, bin/kinetograph of another checkout or distribution, whose app is measured.",
        "May be given several times, to compare them (default: this one's)."
      })
  List<String> apps = List.of();

  @Option(
      names = "--java",
      split = ",",
      paramLabel = "FOLDER",
      description = {
        "A Java home for the app and its peers in Java. Several compare the app; its peers run on",
        "the first (default: this process's)."
      })
  List<Path> javaHomes = List.of(OWN_JAVA);

  @Option(
      names = "--guarantee",
      split = ",",
      paramLabel = "GUARANTEE",
      description = "exactly_once_v2 (default) or at_least_once, for the app; both are compared.")
  List<String> guarantees = List.of("exactly_once_v2");

  @Option(
      names = "--alignment",
      paramLabel = "epoch|wearer",
      description = "Sets the app's segment.alignment (default: not set).")
  @Nullable String alignment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the app, such as kafka.commit.interval.ms=1000.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model of app and peers (default: the one that is shipped).")
  @Nullable Path model;

  @Option(
      names = "--python",
      defaultValue = "python3",
      paramLabel = "FILE",
      description =
          "A Python that has confluent-kafka, fastavro, numpy and onnxruntime"
              + " (default: ${DEFAULT-VALUE}).")
  String python = "python3";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Adds the results to this file, for 'bench report'.")
  @Nullable Path json;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = {
        "Where the broker's data, states and logs are kept, in a new folder for each call (default:",
        "a temporary folder)."
      })
  @Nullable Path work;

  /**
   * The apps and their peers, in the order of a run.
   *
   * @throws ParameterException if an option has a value that cannot be measured
   */
  List<Peer> peers() {
    check();
    List<Peer> peers = new ArrayList<>();
    for (String app : apps.isEmpty() ? List.of("app=" + OWN_LAUNCHER) : apps) {
      String name = app.contains("=") ? app.substring(0, app.indexOf('=')) : app;
      String launcher = app.substring(app.indexOf('=') + 1);
      for (Path java : javaHomes) {
        for (String guarantee : guarantees) {
          String variant =
              name
                  + (javaHomes.size() > 1 ? ", " + java.getFileName() : "")
                  + (guarantees.size() > 1 ? ", " + guarantee : "");
          peers.add(new Peer(Kind.APP, variant, launcher, java, guarantee));
        }
      }
    }
    for (Kind kind : against) {
      String name = kind.toString();
      peers.add(new Peer(kind, name, "", javaHomes.get(0), guarantees.get(0)));
    }
    return peers;
  }

  /** The same, if all of them have live labels. */
  List<Peer> livePeers() {
    List<Peer> peers = peers();
    for (Peer peer : peers) {
      if (!peer.labels()) {
        throw invalid(peer.name() + " has no live labels: use it with drain");
      }
    }
    return peers;
  }

  private void check() {
    if (samples < 1 || Segment.COLUMNS % samples != 0) {
      throw invalid("--samples-per-record " + samples + " does not divide 125");
    }
    checkRange("--runs", runs, 1, 1000);
    threads.forEach(number -> checkRange("--threads", number, 1, 1000));
    instances.forEach(number -> checkRange("--instances", number, 1, 1000));
    guarantees.forEach(guarantee -> checkOneOf("--guarantee", guarantee, GUARANTEES));
    if (alignment != null) {
      checkOneOf("--alignment", alignment, ALIGNMENTS);
    }
  }

  /**
   * Checks a number.
   *
   * @throws ParameterException if it is not in the range
   */
  void checkRange(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw invalid(
          String.format(
              Locale.ROOT, "%s %d is not in the range from %d to %d", option, value, least, most));
    }
  }

  private void checkOneOf(String option, String value, List<String> known) {
    if (!known.contains(value)) {
      throw invalid(option + " " + value + " is unknown: use " + String.join(" or ", known));
    }
  }

  /**
   * A log of results.
   *
   * @throws ParameterException if they cannot be added to the file
   */
  ResultLog results() {
    try {
      return new ResultLog(json);
    } catch (IOException e) {
      throw invalid("cannot add results to the file of --json: " + e.getMessage());
    }
  }

  /**
   * The call that these options belong to.
   *
   * @param segments of the backlog; 0 without a backlog
   * @param own options of the command that change figures, by name
   */
  Call call(TestBed bed, String command, long segments, Map<String, String> own) {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("guarantee", String.join(" and ", guarantees));
    conditions.put(
        "Java", javaHomes.stream().map(Path::toString).collect(Collectors.joining(" and ")));
    if (alignment != null) {
      conditions.put("alignment", alignment);
    }
    conditions.putAll(new TreeMap<>(own));
    conditions.putAll(new TreeMap<>(settings));
    return new Call(bed.call(), command, samples, segments, bed.modelName(), conditions);
  }

  ParameterException invalid(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Whether all wearers' segments start together. */
  boolean isAligned() {
    return alignment == null || alignment.equals("epoch");
  }
}
