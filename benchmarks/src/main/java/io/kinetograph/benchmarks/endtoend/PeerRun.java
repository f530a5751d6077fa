// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.streams.config.TopicSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One peer at work: its processes, its labels, and what it has used. */
final class PeerRun implements AutoCloseable {

  /**
   * What was used until a moment.
   *
   * @param nanos monotonic clock
   * @param segments that were done
   * @param cpuSeconds of the peer's processes
   * @param brokerCpuSeconds of the broker's
   * @param brokerBytes that the broker has received, other than readings
   * @param allocatedBytes that the threads of the peer's JVMs have allocated; NaN if unknown
   */
  record Usage(
      long nanos,
      long segments,
      double cpuSeconds,
      double brokerCpuSeconds,
      long brokerBytes,
      double allocatedBytes) {

    double secondsSince(Usage before) {
      return (nanos - before.nanos) / 1e9;
    }

    double segmentsSince(Usage before) {
      return Math.max(1, segments - before.segments);
    }

    double cpuMillisSince(Usage before) {
      return 1000 * (cpuSeconds - before.cpuSeconds) / segmentsSince(before);
    }

    double brokerCpuMillisSince(Usage before) {
      return 1000 * (brokerCpuSeconds - before.brokerCpuSeconds) / segmentsSince(before);
    }

    double allocatedKilobytesSince(Usage before) {
      return (allocatedBytes - before.allocatedBytes) / 1024 / segmentsSince(before);
    }

    double brokerKilobytesSince(Usage before) {
      return (brokerBytes - before.brokerBytes) / 1024.0 / segmentsSince(before);
    }
  }

  private final TestBed bed;
  private final Peer peer;
  private final String id;
  private final List<MeasuredProcess> processes = new CopyOnWriteArrayList<>();
  private final long startNanos = System.nanoTime();
  private volatile long segments;
  private @Nullable LabelReader labels;

  private PeerRun(TestBed bed, Peer peer, String id) {
    this.bed = bed;
    this.peer = peer;
    this.id = id;
  }

  /** Interested in progress. */
  interface Listener {
    /** Called whenever segments have been done, by one thread at a time. */
    void done(PeerRun run, long segments);
  }

  /** Creates the topics and starts the processes. */
  static PeerRun start(Launcher launcher, Listener listener) throws Exception {
    Peer peer = launcher.setup().peer();
    TestBed bed = launcher.bed();
    TopicSettings topics = launcher.topics();
    bed.createTopics(topics);
    PeerRun run = new PeerRun(bed, peer, launcher.id());
    LongConsumer progress =
        done -> {
          synchronized (run) {
            run.segments = Math.max(run.segments, done);
            listener.done(run, run.segments);
          }
        };
    try {
      if (peer.labels()) {
        run.labels = new LabelReader(bed.bootstrapServers(), topics.output(), progress);
      }
      run.processes.addAll(
          launcher.start(
              line -> {
                if (!peer.labels() && line.matches("\\d+")) {
                  progress.accept(Long.parseLong(line));
                }
              }));
      return run;
    } catch (IOException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  List<LabelReader.Arrival> arrivals() {
    LabelReader reader = labels;
    return reader == null ? List.of() : reader.arrivals();
  }

  long segments() {
    return segments;
  }

  /**
   * Checks that all that takes part works.
   *
   * @throws IllegalStateException if a process has ended, or its output or labels cannot be read
   */
  void checkAlive() {
    processes.forEach(MeasuredProcess::checkAlive);
    bed.broker().checkAlive();
    LabelReader reader = labels;
    if (reader != null) {
      reader.check();
    }
  }

  double secondsSinceStart(Usage until) {
    return (until.nanos() - startNanos) / 1e9;
  }

  /**
   * What has been used until now.
   *
   * @param allocation whether to ask for what is allocated, which takes CPU time
   */
  Usage usage(boolean allocation) {
    try {
      return new Usage(
          System.nanoTime(),
          segments,
          processes.stream().mapToDouble(MeasuredProcess::cpuSeconds).sum(),
          bed.broker().cpuSeconds(),
          bed.bytesToBroker(),
          allocation ? allocatedBytes() : Double.NaN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  double peakMegabytes() {
    return processes.stream().mapToLong(MeasuredProcess::peakMemoryBytes).sum() / 1048576.0;
  }

  private double allocatedBytes() throws InterruptedException {
    double bytes = 0;
    for (MeasuredProcess process : processes) {
      bytes += peer.allocates() ? process.allocatedBytes() : Double.NaN;
    }
    return bytes;
  }

  @Override
  public void close() {
    processes.forEach(MeasuredProcess::close);
    if (labels != null) {
      labels.close();
    }
    bed.deleteTopics(id);
  }
}
