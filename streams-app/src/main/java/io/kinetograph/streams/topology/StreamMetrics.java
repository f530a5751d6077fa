// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.streams.segment.CoverageResult;
import io.kinetograph.streams.segment.SegmentMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The topology's metrics. Operators can rely on this: every record of the input topic is counted
 * once in {@code kinetograph.readings} (accepted, duplicate, late or invalid), and again only if
 * its transaction was rolled back and it was read again; every closed segment is counted once in
 * {@code kinetograph.segments} (labeled, insufficient-coverage, or missing-unit if nothing was
 * measured of a required unit).
 */
public final class StreamMetrics implements SegmentMetrics, AutoCloseable {

  private final MeterRegistry registry;
  private final MeterProvider<Counter> readings;
  private final MeterProvider<Counter> segments;
  private final MeterProvider<Counter> closed;
  private final MeterProvider<Counter> labels;
  private final DistributionSummary coverage;
  private final Timer inference;
  private final DistributionSummary batch;
  private final Timer labelDelay;
  private final AtomicInteger wearers = new AtomicInteger();
  private final Gauge stored;

  /**
   * Registers the meters.
   *
   * @param registry where they are registered; the caller closes it
   */
  public StreamMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.readings =
        Counter.builder("kinetograph.readings")
            .description("Records of the input topic, each counted once, by result")
            .withRegistry(registry);
    this.segments =
        Counter.builder("kinetograph.segments")
            .description("Closed segments, each counted once, by result")
            .withRegistry(registry);
    this.closed =
        Counter.builder("kinetograph.segments.closed")
            .description("Closed segments, each counted once, by the reason they closed")
            .withRegistry(registry);
    this.labels =
        Counter.builder("kinetograph.labels")
            .description("Labels, by activity")
            .withRegistry(registry);
    this.coverage =
        DistributionSummary.builder("kinetograph.segment.coverage")
            .description("Fraction of a closed segment that was measured, 0 to 1")
            .publishPercentiles(0.01, 0.5)
            .register(registry);
    this.inference =
        Timer.builder("kinetograph.inference")
            .description("Duration of one inference call")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.batch =
        DistributionSummary.builder("kinetograph.inference.batch")
            .description("Segments per inference call")
            .register(registry);
    this.labelDelay =
        Timer.builder("kinetograph.label.delay")
            .description("Time from a segment's end, by the wearable's clock, to its label")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.stored =
        Gauge.builder("kinetograph.wearers", wearers, AtomicInteger::get)
            .description("Wearers whose progress is in the stores, as of the last eviction scan")
            .strongReference(true)
            .register(registry);
  }

  @Override
  public void readingAccepted() {
    reading("accepted");
  }

  @Override
  public void readingDuplicate() {
    reading("duplicate");
  }

  @Override
  public void readingLate() {
    reading("late");
  }

  void readingInvalid() {
    reading("invalid");
  }

  private void reading(String result) {
    readings.withTag("result", result).increment();
  }

  @Override
  public void segmentClosed(String reason, float share) {
    coverage.record(share);
    closed.withTag("reason", reason).increment();
  }

  @Override
  public void wearersStored(int change) {
    wearers.addAndGet(change);
  }

  void segmentNotLabeled(CoverageResult why) {
    String result = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    segments.withTag("result", result).increment();
  }

  void segmentsClassified(int size, Duration time) {
    batch.record(size);
    inference.record(time);
  }

  void segmentLabeled(String activity, Duration delay) {
    segments.withTag("result", "labeled").increment();
    labels.withTag("activity", activity).increment();
    labelDelay.record(delay.isNegative() ? Duration.ZERO : delay);
  }

  /** Removes the gauge; the counters stay. */
  @Override
  public void close() {
    registry.remove(stored);
  }
}
