// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.PeerRun.Usage;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.TopicSettings;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Measures one peer while wearers publish in real time, as many as each phase says. */
final class Live implements AutoCloseable {

  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;

  /** How long labels are waited for once their segments have ended. */
  private static final long PATIENCE_MILLIS = 60_000;

  private final BenchOptions options;
  private final TestBed bed;
  private final Call call;
  private final Setup setup;
  private final TopicSettings topics;
  private final PeerRun running;
  private final Thread wearables = new Thread(this::publish, "wearables");
  private final long startMillis;

  /** Number of wearers by the start of the segment from which on they publish, in milliseconds. */
  private final ConcurrentSkipListMap<Long, Integer> wearers = new ConcurrentSkipListMap<>();

  private volatile boolean closed;

  /** Starts the peer and the first wearers. */
  Live(BenchOptions options, TestBed bed, Call call, Setup setup, String id, int first)
      throws Exception {
    this.options = options;
    this.call = call;
    this.bed = bed;
    this.setup = setup;
    this.topics =
        new TopicSettings(
            TestBed.INPUT_PREFIX + id, id + "-labels", id + "-episodes", id + "-dead-letters");
    this.running =
        PeerRun.start(new Launcher(options, bed, id, topics, setup, 0), (run, done) -> {});
    this.startMillis = nextBorder();
    wearers.put(0L, 0);
    wearers.put(startMillis, first);
    wearables.start();
  }

  /** The start of the next segment that has a second to prepare for. */
  private static long nextBorder() {
    long now = System.currentTimeMillis() + 1000;
    return now - now % SEGMENT_MILLIS + SEGMENT_MILLIS;
  }

  private int wearersAt(long micros) {
    return wearers.floorEntry(Math.max(0, micros / 1000)).getValue();
  }

  private void publish() {
    ReadingPublisher publisher = bed.publisher();
    try {
      for (long start = 1000 * startMillis; !closed; start += publisher.readingMicros()) {
        sleepUntil((start + publisher.readingMicros()) / 1000);
        publisher.publish(topics.input(), wearersAt(start), start);
      }
    } catch (InterruptedException e) {
      // Interrupted by close.
    }
  }

  private static void sleepUntil(long wallMillis) throws InterruptedException {
    Thread.sleep(Math.max(0, wallMillis - System.currentTimeMillis()));
  }

  /** Lets the wearers publish for a while without measuring. */
  void warmUp(int seconds) throws InterruptedException {
    for (int second = 0; second < seconds; second++) {
      Thread.sleep(1000);
      running.checkAlive();
    }
  }

  /**
   * Changes the number of wearers, and measures the segments of some seconds.
   *
   * @param count number of wearers
   * @param seconds rounded up to whole segments
   * @param allocation whether to measure what is allocated, which takes CPU time
   */
  Result phase(int count, int seconds, boolean allocation) throws Exception {
    String startedAt = Instant.now().toString();
    long border = nextBorder();
    wearers.put(border, count);
    // The first segment of new wearers is not measured.
    long fromMillis = border + SEGMENT_MILLIS;
    long toMillis =
        fromMillis + SEGMENT_MILLIS * ((1000L * seconds + SEGMENT_MILLIS - 1) / SEGMENT_MILLIS);
    sleepUntil(fromMillis);
    Usage before = running.usage(allocation);
    sleepUntil(toMillis);
    Usage after = running.usage(allocation);
    running.checkAlive();

    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.LABELS_PER_SECOND, after.segmentsSince(before) / after.secondsSince(before));
    figures.put(Figure.CPU_MILLIS, after.cpuMillisSince(before));
    figures.put(Figure.BROKER_CPU_MILLIS, after.brokerCpuMillisSince(before));
    figures.put(Figure.BROKER_KILOBYTES, after.brokerKilobytesSince(before));
    double kilobytes = after.allocatedKilobytesSince(before);
    if (Double.isFinite(kilobytes)) {
      figures.put(Figure.ALLOCATED_KILOBYTES, kilobytes);
    }
    figures.put(Figure.PEAK_MEGABYTES, running.peakMegabytes());
    addDelays(
        figures, fromMillis, toMillis, (long) count * (toMillis - fromMillis) / SEGMENT_MILLIS);
    return call.result(setup, count, startedAt, figures);
  }

  /** Delays of the segments that end after {@code fromMillis}, until {@code toMillis}. */
  private void addDelays(Map<Figure, Double> figures, long fromMillis, long toMillis, long due)
      throws InterruptedException {
    Histogram delays = delays(fromMillis, toMillis);
    while (delays.getTotalCount() < due
        && System.currentTimeMillis() < toMillis + PATIENCE_MILLIS) {
      Thread.sleep(200);
      running.checkAlive();
      delays = delays(fromMillis, toMillis);
    }
    long missing = Math.max(0, due - delays.getTotalCount());
    if (missing > 0) {
      delays.recordValueWithCount(System.currentTimeMillis() - toMillis, missing);
    }
    figures.put(Figure.DELAY_P50_MILLIS, (double) delays.getValueAtPercentile(50));
    figures.put(Figure.DELAY_P99_MILLIS, (double) delays.getValueAtPercentile(99));
    figures.put(Figure.DELAY_P999_MILLIS, (double) delays.getValueAtPercentile(99.9));
    figures.put(Figure.EXPECTED, (double) due);
    figures.put(Figure.MISSING, (double) missing);
  }

  private Histogram delays(long fromMillis, long toMillis) {
    Histogram delays = new Histogram(3);
    for (LabelReader.Arrival arrival : running.arrivals()) {
      if (arrival.endMillis() > fromMillis && arrival.endMillis() <= toMillis) {
        delays.recordValue(Math.max(0, arrival.delayMillis()));
      }
    }
    return delays;
  }

  /** Waits until every segment that has ended is labeled, and checks all labels so far. */
  void check(Map<Figure, Double> figures) throws InterruptedException {
    long toMicros = 1000 * (nextBorder() - SEGMENT_MILLIS);
    LabelCheck.Outcome outcome = outcome(toMicros);
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (outcome.missing() > 0 && System.nanoTime() < deadlineNanos) {
      Thread.sleep(1000);
      outcome = outcome(toMicros);
    }
    figures.put(Figure.EXPECTED, (double) outcome.expected());
    figures.put(Figure.MISSING, (double) outcome.missing());
    figures.put(Figure.REPEATED, (double) outcome.repeated());
    figures.put(Figure.WRONG, (double) outcome.wrong());
  }

  /** The outcome of a search: the most wearers, and a check of all labels. */
  Result total(int most) throws InterruptedException {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.MAX_WEARERS, (double) most);
    check(figures);
    return call.result(setup, most, Instant.now().toString(), figures);
  }

  private LabelCheck.Outcome outcome(long toMicros) {
    return bed.check()
        .check(
            running.arrivals(), 1000 * startMillis, toMicros, this::wearersAt, options.isAligned());
  }

  /** Waits until the peer has caught up with a few wearers. */
  void recover(int count) throws InterruptedException {
    wearers.put(nextBorder(), count);
    long fromMillis = nextBorder() + SEGMENT_MILLIS;
    List<LabelReader.Arrival> arrivals;
    do {
      Thread.sleep(1000);
      running.checkAlive();
      arrivals = running.arrivals();
    } while (arrivals.isEmpty() || arrivals.get(arrivals.size() - 1).endMillis() < fromMillis);
  }

  @Override
  public void close() {
    closed = true;
    wearables.interrupt();
    try {
      wearables.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.close();
    bed.deleteTopics(topics.input());
  }
}
