// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.PeerRun.Usage;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.TopicSettings;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures how fast a backlog of readings, which is there before the peer starts, is labeled. */
final class Drain {

  private static final String INPUT = TestBed.INPUT_PREFIX + "drain";

  private final BenchOptions options;
  private final TestBed bed;
  private final Call call;
  private final int wearers;
  private final int segmentsOfWearer;
  private final int timeoutSeconds;
  private final long startMicros;
  private int runs;

  /** Of {@code segments} in all, at least two of each wearer. */
  Drain(BenchOptions options, TestBed bed, int wearers, int segments, int timeoutSeconds) {
    this.options = options;
    this.bed = bed;
    this.wearers = wearers;
    this.segmentsOfWearer = Math.max(2, segments / wearers);
    this.timeoutSeconds = timeoutSeconds;
    this.call = options.call(bed, "drain", (long) wearers * segmentsOfWearer, Map.of());
    // A minute ago at its end: nothing of it is in the future.
    long endMicros = 1000 * (System.currentTimeMillis() - 60_000);
    this.startMicros =
        endMicros - endMicros % Segment.LENGTH_MICROS - segmentsOfWearer * Segment.LENGTH_MICROS;
  }

  /** Publishes the backlog, and a reading after it, by which stream time passes its end. */
  void publish() throws Exception {
    bed.createTopics(topics("none"));
    ReadingPublisher publisher = bed.publisher();
    for (long start = startMicros;
        start <= startMicros + segmentsOfWearer * Segment.LENGTH_MICROS;
        start += publisher.readingMicros()) {
      publisher.publish(INPUT, wearers, start);
    }
    publisher.flush();
  }

  private static TopicSettings topics(String id) {
    return new TopicSettings(INPUT, id + "-labels", id + "-episodes", id + "-dead-letters");
  }

  /** The points of a run at which usage is taken. */
  private static final class Points implements PeerRun.Listener {

    private final long all;
    private final CountDownLatch halfDone = new CountDownLatch(1);
    private final CountDownLatch allDone = new CountDownLatch(1);
    private @Nullable Usage first;
    private @Nullable Usage half;
    private @Nullable Usage last;

    Points(long all) {
      this.all = all;
    }

    @Override
    public synchronized void done(PeerRun run, long segments) {
      if (first == null && segments > 0) {
        first = run.usage(false);
      }
      if (half == null && 2 * segments >= all) {
        half = run.usage(false);
        halfDone.countDown();
      }
      if (last == null && segments >= all) {
        last = run.usage(false);
        allDone.countDown();
      }
    }

    synchronized Map<Figure, Double> figures(PeerRun run) {
      Map<Figure, Double> figures = new EnumMap<>(Figure.class);
      Usage end = last != null ? last : run.usage(false);
      if (first != null) {
        figures.put(Figure.FIRST_LABEL_SECONDS, run.secondsSinceStart(first));
        figures.put(Figure.LABELS_PER_SECOND, end.segmentsSince(first) / end.secondsSince(first));
        figures.put(Figure.CPU_MILLIS, end.cpuMillisSince(first));
        figures.put(Figure.BROKER_CPU_MILLIS, end.brokerCpuMillisSince(first));
        figures.put(Figure.BROKER_KILOBYTES, end.brokerKilobytesSince(first));
      }
      if (half != null && !half.equals(end)) {
        figures.put(
            Figure.LABELS_PER_SECOND_WARM, end.segmentsSince(half) / end.secondsSince(half));
        figures.put(Figure.CPU_MILLIS_WARM, end.cpuMillisSince(half));
      }
      return figures;
    }
  }

  /** Runs a peer on the backlog. */
  Result measure(Setup setup) throws Exception {
    String startedAt = Instant.now().toString();
    String id = String.format(Locale.ROOT, "drain-%d", ++runs);
    long segments = (long) wearers * segmentsOfWearer;
    // Of a shifted grid, each wearer's first and last segment lie partly outside the backlog.
    long due = options.isAligned() ? segments : segments - wearers;
    Launcher launcher = new Launcher(options, bed, id, topics(id), setup, segments);
    Points points = new Points(due);
    Map<Figure, Double> figures;
    try (PeerRun running = PeerRun.start(launcher, points)) {
      long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
      await(points.halfDone, running, deadlineNanos);
      Usage half = running.usage(true);
      await(points.allDone, running, deadlineNanos);
      figures = points.figures(running);
      double kilobytes = running.usage(true).allocatedKilobytesSince(half);
      if (Double.isFinite(kilobytes)) {
        figures.put(Figure.ALLOCATED_KILOBYTES, kilobytes);
      }
      figures.put(Figure.PEAK_MEGABYTES, running.peakMegabytes());
      if (setup.peer().labels()) {
        // What comes twice may come later.
        Thread.sleep(1000);
        running.checkAlive();
        check(running, figures);
      } else {
        running.checkAlive();
        figures.put(Figure.EXPECTED, (double) due);
        figures.put(Figure.MISSING, (double) Math.max(0, due - running.segments()));
      }
    }
    return call.result(setup, wearers, startedAt, figures);
  }

  private void await(CountDownLatch point, PeerRun running, long deadlineNanos)
      throws InterruptedException {
    while (!point.await(1, TimeUnit.SECONDS) && System.nanoTime() < deadlineNanos) {
      running.checkAlive();
    }
  }

  private void check(PeerRun running, Map<Figure, Double> figures) {
    LabelCheck.Outcome outcome =
        bed.check()
            .check(
                running.arrivals(),
                startMicros,
                startMicros + segmentsOfWearer * Segment.LENGTH_MICROS,
                start -> wearers,
                options.isAligned());
    figures.put(Figure.EXPECTED, (double) outcome.expected());
    figures.put(Figure.MISSING, (double) outcome.missing());
    figures.put(Figure.REPEATED, (double) outcome.repeated());
    figures.put(Figure.WRONG, (double) outcome.wrong());
  }
}
