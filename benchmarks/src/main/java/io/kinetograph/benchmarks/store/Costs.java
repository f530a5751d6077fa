package io.kinetograph.benchmarks.store;

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
 * What has been spent so far.
 *
 * @param appSeconds CPU time of the stream threads and their clients
 * @param rocksSeconds CPU time of RocksDB's own threads, where the system tells (Linux)
 * @param brokerSeconds CPU time of the broker's threads that serve requests
 * @param changelogRecords records sent to changelog topics
 * @param changelogBytes their bytes, with those of their batches
 * @param rocksBytes bytes that RocksDB took, then those that it flushed and compacted
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
      List<String> behindName = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return (Long.parseLong(behindName.get(11)) + Long.parseLong(behindName.get(12)))
          / TICKS_A_SECOND;
    } catch (IOException e) {
      // It has ended meanwhile.
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
