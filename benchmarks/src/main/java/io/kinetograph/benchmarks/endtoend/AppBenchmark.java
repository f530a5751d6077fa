// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the app's topology on a broker in this process, with a classifier that does nothing, and
 * prints one line. Run each measurement in a process of its own.
 */
@Command(
    name = "app-benchmark",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures the app's topology end to end on a broker in this process.")
public final class AppBenchmark {

  private static final long SECOND_MICROS = 1_000_000;

  private AppBenchmark() {}

  /**
   * Runs the command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    System.exit(new CommandLine(new AppBenchmark()).execute(args));
  }

  @Command(
      name = "live",
      mixinStandardHelpOptions = true,
      description = "Measures costs and label delay while wearers publish in real time.")
  int live(
      @Mixin LoadOptions options,
      @Option(
              names = "--warm-up",
              defaultValue = "20",
              description = "Seconds before measuring starts (default: ${DEFAULT-VALUE}).")
          int warmUpSeconds)
      throws Exception {
    try (TestBed bed = TestBed.start(options);
        KafkaStreams streams = bed.streams()) {
      streams.start();
      TestBed.awaitRunning(streams);
      LoadGenerator load = bed.load(1000 * System.currentTimeMillis());
      try (LabelConsumer labels = bed.labels(load)) {
        publishLive(load, warmUpSeconds);
        Costs before = bed.costs(streams);
        labels.takeDelays();
        publishLive(load, options.seconds);
        Costs spent = bed.costs(streams).since(before);
        Histogram delays = labels.takeDelays();
        System.out.printf(
            "%s delay p50 %d p99 %d max %d ms, %d labels, %s%n",
            spent.perSample(options.samples, options.totalSamples()),
            delays.getValueAtPercentile(50),
            delays.getValueAtPercentile(99),
            delays.getMaxValue(),
            delays.getTotalCount(),
            bed.memoryInUse(streams));
      }
    }
    return 0;
  }

  private static void publishLive(LoadGenerator load, int seconds) throws InterruptedException {
    long fromMicros = 1000 * System.currentTimeMillis();
    long endMicros = fromMicros + seconds * SECOND_MICROS;
    while (fromMicros < endMicros) {
      Thread.sleep(5);
      long toMicros = Math.min(endMicros, 1000 * System.currentTimeMillis());
      load.publish(fromMicros, toMicros);
      fromMicros = toMicros;
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Measures how fast a backlog of --seconds is processed.")
  int drain(@Mixin LoadOptions options) throws Exception {
    try (TestBed bed = TestBed.start(options)) {
      long startMicros = backlogStartMicros(options);
      LoadGenerator load = bed.load(startMicros - startMicros % Segment.LENGTH_MICROS);
      load.publishBacklog(options.seconds);
      long expectedLabels = (long) options.wearers * (options.seconds / 5 - 1);
      try (LabelConsumer labels = bed.labels(load);
          KafkaStreams streams = bed.streams()) {
        streams.start();
        TestBed.awaitRunning(streams);
        long startNanos = System.nanoTime();
        while (labels.count() < expectedLabels) {
          Thread.sleep(20);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        System.out.printf(
            "%s drained %.0f samples in %.1f s, %.0f a second%n",
            bed.costs(streams).perSample(options.samples, options.totalSamples()),
            options.totalSamples(),
            seconds,
            options.totalSamples() / seconds);
      }
    }
    return 0;
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = {
        "Measures how long the app takes to start with open segments: once with its state on disk,",
        "once with the changelogs only."
      })
  int restore(@Mixin LoadOptions options) throws Exception {
    try (TestBed bed = TestBed.start(options)) {
      long startMicros = backlogStartMicros(options);
      // Wearers' clocks differ by up to a reading: half a segment from a border, all are open.
      startMicros -= startMicros % Segment.LENGTH_MICROS - Segment.LENGTH_MICROS / 2;
      LoadGenerator load = bed.load(startMicros);
      load.publishBacklog(options.seconds + 1);
      try (KafkaStreams streams = bed.streams()) {
        streams.start();
        TestBed.awaitRunning(streams);
        bed.awaitCommitted();
        TestBed.leave(streams);
      }
      long changelogBytes = bed.changelogBytesOnDisk();
      RestoreListener fromDisk = restart(bed);
      Utils.delete(bed.stateFolder().toFile());
      RestoreListener fromChangelogs = restart(bed);
      System.out.printf(
          "%d a record, %d wearers: changelogs of %.1f MB; from disk: %s; from changelogs: %s%n",
          options.samples, options.wearers, changelogBytes / 1e6, fromDisk, fromChangelogs);
    }
    return 0;
  }

  private static RestoreListener restart(TestBed bed) throws InterruptedException, IOException {
    RestoreListener restore = new RestoreListener();
    try (KafkaStreams streams = bed.streams()) {
      streams.setGlobalStateRestoreListener(restore);
      long startNanos = System.nanoTime();
      streams.start();
      TestBed.awaitRunning(streams);
      restore.setTimeToRunning(Duration.ofNanos(System.nanoTime() - startNanos));
      TestBed.leave(streams);
    }
    return restore;
  }

  /** Two minutes before now at the end of the backlog, so that nothing of it is in the future. */
  private static long backlogStartMicros(LoadOptions options) {
    return 1000 * (System.currentTimeMillis() - 1000L * options.seconds - 120_000);
  }
}
