// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.PeerRun.Usage;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.TopicSettings;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures one peer while wearers publish in real time, as many as each phase says. */
final class Live implements AutoCloseable {

  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;

  /** How long labels are waited for once their segments have ended. */
  private static final long PATIENCE_MILLIS = 60_000;

  private final BenchOptions options;
  private final TestBed bed;
  private final Setup setup;
  private final TopicSettings topics;
  private final PeerRun running;
  private final Wearables wearables;
  private final Call call;
  private final long startMillis;

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
    ReadingPublisher publisher = bed.publisher();
    this.wearables =
        new Wearables(
            (wearers, startMicros) -> publisher.publish(topics.input(), wearers, startMicros),
            publisher.readingMicros(),
            startMillis,
            first);
  }

  /** The start of the next segment that has a second to prepare for. */
  private static long nextBorder() {
    long now = System.currentTimeMillis() + 1000;
    return now - now % SEGMENT_MILLIS + SEGMENT_MILLIS;
  }

  private static void sleepUntil(long wallMillis) throws InterruptedException {
    Thread.sleep(Math.max(0, wallMillis - System.currentTimeMillis()));
  }

  /** Lets the wearers publish for a while without measuring. */
  void warmUp(int seconds) throws InterruptedException {
    for (int second = 0; second < seconds; second++) {
      Thread.sleep(1000);
      checkAlive();
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
    wearables.change(border, count);
    // The first segment of new wearers is not measured.
    long fromMillis = border + SEGMENT_MILLIS;
    long toMillis =
        fromMillis + SEGMENT_MILLIS * ((1000L * seconds + SEGMENT_MILLIS - 1) / SEGMENT_MILLIS);
    sleepUntil(fromMillis);
    Usage before = running.usage(allocation);
    sleepUntil(toMillis);
    Usage after = running.usage(allocation);
    checkAlive();

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
    LabelDelays delays =
        delays(fromMillis, toMillis, (long) count * (toMillis - fromMillis) / SEGMENT_MILLIS);
    delays.addTo(figures, System.currentTimeMillis() - toMillis);
    figures.put(
        Figure.PUBLISHER_LATE_MILLIS, (double) wearables.latenessMillis(fromMillis, toMillis));
    return call.result(setup, count, startedAt, figures);
  }

  /** Waits for the labels of the segments that end after {@code fromMillis}. */
  private LabelDelays delays(long fromMillis, long toMillis, long due) throws InterruptedException {
    LabelDelays delays = new LabelDelays(running.arrivals(), fromMillis, toMillis, due);
    while (delays.missing() > 0 && System.currentTimeMillis() < toMillis + PATIENCE_MILLIS) {
      Thread.sleep(200);
      checkAlive();
      delays = new LabelDelays(running.arrivals(), fromMillis, toMillis, due);
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
      checkAlive();
      outcome = outcome(toMicros);
    }
    checkAlive();
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
            running.arrivals(), 1000 * startMillis, toMicros, wearables::at, options.isAligned());
  }

  /**
   * Waits until the peer has caught up with a few wearers: all labels of a whole segment come
   * within a limit. If they never do, because the peer is slower than this even without a lag,
   * waits for a minute.
   *
   * @throws IllegalStateException if the peer still lags by more than a segment after this minute
   */
  void recover(int count, int maxDelayMillis) throws InterruptedException {
    long borderMillis = nextBorder();
    wearables.change(borderMillis, count);
    long fromMillis = borderMillis + SEGMENT_MILLIS;
    long deadlineMillis = fromMillis + PATIENCE_MILLIS;
    while (!LabelDelays.hasCaughtUp(running.arrivals(), fromMillis, count, maxDelayMillis)) {
      if (System.currentTimeMillis() > deadlineMillis) {
        checkLag(fromMillis, count, maxDelayMillis);
        return;
      }
      Thread.sleep(1000);
      checkAlive();
    }
  }

  private void checkLag(long fromMillis, int count, int maxDelayMillis) {
    long lagMillis = Math.max(maxDelayMillis, SEGMENT_MILLIS);
    if (!LabelDelays.hasCaughtUp(running.arrivals(), fromMillis, count, lagMillis)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has not caught up with %d wearers within %d s. Begin with fewer (--wearers)",
              setup.peer().name(),
              count,
              PATIENCE_MILLIS / 1000));
    }
  }

  private void checkAlive() {
    running.checkAlive();
    wearables.check();
  }

  @Override
  public void close() {
    wearables.close();
    running.close();
    bed.deleteTopics(topics.input());
  }
}
