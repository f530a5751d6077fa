// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.days.DaysCommand;
import io.kinetograph.benchmarks.hotpath.StepsCommand;
import io.kinetograph.program.ProgramLocale;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kinetograph bench}: measures the app beside other programs that do the same work. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DaysCommand.class, ReportCommand.class, StepsCommand.class},
    description = {
      "Measures the app as a process of its own, on a broker in another, beside other programs.",
      "Needs Linux. docs/performance.md explains each figure."
    })
public final class BenchCommand {

  private static final int MOST_WEARERS = 1_000_000;
  private static final int MOST_SEGMENTS = 100_000_000;
  private static final int MOST_SECONDS = 86_400;
  private static final int MOST_DELAY_MILLIS = 60_000;

  private BenchCommand() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    ProgramLocale.makeIndependent();
    System.exit(run(args));
  }

  static int run(String... args) {
    System.setProperty("logback.configurationFile", Launcher.LOGBACK);
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Measures how fast a backlog of readings is labeled.")
  int drain(
      @Mixin BenchOptions options,
      @Option(
              names = "--wearers",
              defaultValue = "400",
              description = "Number of wearers (default: ${DEFAULT-VALUE}).")
          int wearers,
      @Option(
              names = "--segments",
              defaultValue = "12000",
              description = "Number of segments of all wearers (default: ${DEFAULT-VALUE}).")
          int segments,
      @Option(
              names = "--timeout",
              defaultValue = "900",
              description = "Seconds after which a run is given up (default: ${DEFAULT-VALUE}).")
          int timeoutSeconds)
      throws Exception {
    List<Peer> peers = options.peers();
    options.checkRange("--wearers", wearers, 1, MOST_WEARERS);
    options.checkRange("--segments", segments, 1, MOST_SEGMENTS);
    options.checkRange("--timeout", timeoutSeconds, 1, MOST_SECONDS);
    ResultLog results = options.results();
    try (TestBed bed = TestBed.start(options, "drain")) {
      Drain drain = new Drain(options, bed, wearers, segments, timeoutSeconds);
      drain.publish();
      build(peers);
      for (Setup setup : Setup.all(options, peers)) {
        results.add(drain.measure(setup));
      }
      return results.exitCode();
    }
  }

  @Command(
      name = "live",
      mixinStandardHelpOptions = true,
      description = "Measures delay and costs while wearers publish in real time.")
  int live(
      @Mixin BenchOptions options,
      @Option(
              names = "--wearers",
              defaultValue = "200",
              description = "Number of wearers (default: ${DEFAULT-VALUE}).")
          int wearers,
      @Option(
              names = "--warm-up",
              defaultValue = "60",
              description = "Seconds before measuring starts (default: ${DEFAULT-VALUE}).")
          int warmUpSeconds,
      @Option(
              names = "--seconds",
              defaultValue = "60",
              description = "Seconds to measure (default: ${DEFAULT-VALUE}).")
          int seconds)
      throws Exception {
    options.checkRange("--wearers", wearers, 1, MOST_WEARERS);
    options.checkRange("--warm-up", warmUpSeconds, 0, MOST_SECONDS);
    options.checkRange("--seconds", seconds, 1, MOST_SECONDS);
    return eachLive(
        options,
        "live",
        wearers,
        warmUpSeconds,
        Map.of("warm-up", warmUpSeconds + " s", "measured", seconds + " s"),
        (live, results) -> {
          Result result = live.phase(wearers, seconds, true);
          live.check(result.figures());
          results.add(result);
        });
  }

  @Command(
      name = "scale",
      mixinStandardHelpOptions = true,
      description = {
        "Finds the largest number of live wearers whose p99 delay is within a limit: doubles it",
        "until it is not, then halves the interval."
      })
  int scale(
      @Mixin BenchOptions options,
      @Option(
              names = "--wearers",
              arity = "1",
              defaultValue = "100",
              description = "Number of wearers to begin with (default: ${DEFAULT-VALUE}).")
          int fewest,
      @Option(
              names = "--most",
              defaultValue = "20000",
              description = "Largest number of wearers to try (default: ${DEFAULT-VALUE}).")
          int most,
      @Option(
              names = "--max-delay",
              defaultValue = "1000",
              description = "Limit of the p99 delay in milliseconds (default: ${DEFAULT-VALUE}).")
          int maxDelayMillis,
      @Option(
              names = "--warm-up",
              defaultValue = "60",
              description = "Seconds before measuring starts (default: ${DEFAULT-VALUE}).")
          int warmUpSeconds,
      @Option(
              names = "--seconds",
              defaultValue = "20",
              description = "Seconds to measure each number (default: ${DEFAULT-VALUE}).")
          int seconds)
      throws Exception {
    options.checkRange("--most", most, 1, MOST_WEARERS);
    options.checkRange("--wearers", fewest, 1, most);
    options.checkRange("--max-delay", maxDelayMillis, 1, MOST_DELAY_MILLIS);
    options.checkRange("--warm-up", warmUpSeconds, 0, MOST_SECONDS);
    options.checkRange("--seconds", seconds, 1, MOST_SECONDS);
    return eachLive(
        options,
        "scale",
        fewest,
        warmUpSeconds,
        Map.of(
            "warm-up",
            warmUpSeconds + " s",
            "measured",
            seconds + " s",
            "max delay",
            maxDelayMillis + " ms"),
        (live, results) -> {
          WearerSearch search = new WearerSearch(fewest, most);
          while (search.hasNext()) {
            Result result = live.phase(search.next(), seconds, false);
            results.add(result);
            boolean isWithin =
                result.figures().getOrDefault(Figure.DELAY_P99_MILLIS, 0.0) <= maxDelayMillis;
            search.tried(isWithin);
            if (!isWithin) {
              // Nobody knows yet whether even the first number is within the limit.
              live.recover(Math.max(1, Math.min(fewest, search.next())), maxDelayMillis);
            }
          }
          results.add(live.total(search.found()));
        });
  }

  /** What is measured of one warm setup. */
  private interface LiveMeasurement {
    void measure(Live live, ResultLog results) throws Exception;
  }

  /** Measures each setup in turn, warm and in real time; returns the exit code. */
  private static int eachLive(
      BenchOptions options,
      String command,
      int wearers,
      int warmUpSeconds,
      Map<String, String> conditions,
      LiveMeasurement measurement)
      throws Exception {
    List<Peer> peers = options.livePeers();
    ResultLog results = options.results();
    try (TestBed bed = TestBed.start(options, command)) {
      Call call = options.call(bed, command, 0, conditions);
      int number = 0;
      build(peers);
      for (Setup setup : Setup.all(options, peers)) {
        String id = command + "-" + ++number;
        try (Live live = new Live(options, bed, call, setup, id, wearers)) {
          live.warmUp(warmUpSeconds);
          measurement.measure(live, results);
        }
      }
      return results.exitCode();
    }
  }

  private static void build(List<Peer> peers) throws IOException, InterruptedException {
    for (Peer peer : peers) {
      Launcher.build(peer);
    }
  }
}
