// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/**
 * CPU time and bytes spent so far.
 *
 * @param appSeconds CPU time of the stream threads and their clients
 * @param rocksSeconds CPU time of RocksDB's own threads, on Linux; 0 elsewhere
 * @param brokerSeconds CPU time of the broker's request threads
 * @param changelogRecords records sent to changelog topics
 * @param changelogBytes their bytes, including batch headers
 * @param rocksBytes bytes written to RocksDB, plus those it flushed and compacted
 */
record Costs(
    double appSeconds,
    double rocksSeconds,
    double brokerSeconds,
    double changelogRecords,
    double changelogBytes,
    double rocksBytes) {

  /** Linux counts a thread's time in hundredths of a second. */
  private static final double TICKS_A_SECOND = 100;

  static Costs now(
      String applicationId, Map<MetricName, ? extends Metric> metrics, Statistics statistics) {
    return new Costs(
        cpuSeconds(applicationId),
        rocksThreadSeconds(),
        cpuSeconds("data-plane-kafka"),
        changelog(metrics, "record-send-total"),
        changelog(metrics, "byte-total"),
        statistics.getTickerCount(TickerType.BYTES_WRITTEN)
            + statistics.getTickerCount(TickerType.FLUSH_WRITE_BYTES)
            + statistics.getTickerCount(TickerType.COMPACT_WRITE_BYTES));
  }

  Costs since(Costs before) {
    return new Costs(
        appSeconds - before.appSeconds,
        rocksSeconds - before.rocksSeconds,
        brokerSeconds - before.brokerSeconds,
        changelogRecords - before.changelogRecords,
        changelogBytes - before.changelogBytes,
        rocksBytes - before.rocksBytes);
  }

  /**
   * One line with the costs of a sample.
   *
   * @param samplesOfRecord samples in a record
   * @param samples number of samples processed
   */
  String perSample(int samplesOfRecord, double samples) {
    return ("%d a record: CPU us a sample: app %.2f rocksdb %.2f broker %.2f;"
            + " a sample: changelog records %.3f bytes %.1f, rocksdb bytes %.1f;")
        .formatted(
            samplesOfRecord,
            1e6 * appSeconds / samples,
            1e6 * rocksSeconds / samples,
            1e6 * brokerSeconds / samples,
            changelogRecords / samples,
            changelogBytes / samples,
            rocksBytes / samples);
  }

  private static double cpuSeconds(String name) {
    var threads = ManagementFactory.getThreadMXBean();
    double nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(name)) {
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos / 1e9;
  }

  private static double rocksThreadSeconds() {
    Path tasks = Path.of("/proc/self/task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    try (Stream<Path> threads = Files.list(tasks)) {
      return threads.mapToDouble(Costs::secondsOfRocks).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double secondsOfRocks(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      if (!stat.contains("(rocksdb:")) {
        return 0;
      }
      List<String> afterName = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return (Long.parseLong(afterName.get(11)) + Long.parseLong(afterName.get(12)))
          / TICKS_A_SECOND;
    } catch (IOException e) {
      // The thread has ended meanwhile.
      return 0;
    }
  }

  private static double changelog(Map<MetricName, ? extends Metric> metrics, String name) {
    return metrics.entrySet().stream()
        .filter(
            metric ->
                metric.getKey().name().equals(name)
                    && metric.getKey().group().equals("producer-topic-metrics")
                    && String.valueOf(metric.getKey().tags().get("topic")).endsWith("-changelog"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .sum();
  }
}
