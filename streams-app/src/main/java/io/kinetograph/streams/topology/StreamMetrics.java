// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.util.Objects.requireNonNull;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.episode.EpisodeEvent;
import io.kinetograph.streams.reading.Suspicion;
import io.kinetograph.streams.segment.CloseReason;
import io.kinetograph.streams.segment.CoverageResult;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.segment.SegmentMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The topology's metrics. Operators can rely on this: every record of the input topic is counted
 * once in {@code kinetograph.readings} (accepted, duplicate, late or invalid), and again only if
 * its transaction was rolled back and it was read again; every closed segment is counted once in
 * {@code kinetograph.segments} (labeled, insufficient-coverage, missing-unit if a required unit
 * sent nothing or was not worn, or refused if its label became a dead letter). Segments, labels and
 * episodes are counted before their transaction commits: if it is rolled back, they are counted
 * again.
 */
public final class StreamMetrics implements SegmentMetrics, AutoCloseable {

  private final MeterRegistry registry;
  private final Counter accepted;
  private final Counter duplicate;
  private final Counter late;
  private final Counter invalid;
  private final MeterProvider<Counter> invalidByField;
  private final Counter labeled;
  private final Counter refused;
  private final MeterProvider<Counter> segments;
  private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
  private final LabelMetrics labels;
  private final Map<EpisodeEvent.Kind, Counter> episodes = new EnumMap<>(EpisodeEvent.Kind.class);
  private final Counter episodesRefused;
  private final DistributionSummary coverage;
  private final Timer inference;
  private final DistributionSummary batch;
  private final Map<Suspicion, Counter> suspicions = new EnumMap<>(Suspicion.class);
  private final Map<BodyUnit, Counter> notWorn = new EnumMap<>(BodyUnit.class);
  private final ReplayMetrics replays;
  private final AtomicInteger wearers = new AtomicInteger();
  private final List<Gauge> gauges;

  /**
   * Registers the meters.
   *
   * @param registry where they are registered; the caller closes it
   * @param memory of the samples, shown by gauges
   */
  public StreamMetrics(MeterRegistry registry, SampleMemory memory) {
    this.registry = registry;
    MeterProvider<Counter> readings =
        Counter.builder("kinetograph.readings")
            .description("Records of the input topic, each counted once, by result")
            .withRegistry(registry);
    this.accepted = readings.withTag("result", "accepted");
    this.duplicate = readings.withTag("result", "duplicate");
    this.late = readings.withTag("result", "late");
    this.invalid = readings.withTag("result", "invalid");
    this.invalidByField =
        Counter.builder("kinetograph.readings.invalid")
            .description("Invalid records of the input topic, by the field that is invalid")
            .withRegistry(registry);
    this.segments =
        Counter.builder("kinetograph.segments")
            .description("Closed segments, each counted once, by result")
            .withRegistry(registry);
    this.labeled = segments.withTag("result", "labeled");
    this.refused = segments.withTag("result", "refused");
    MeterProvider<Counter> closedByReason =
        Counter.builder("kinetograph.segments.closed")
            .description("Closed segments, each counted once, by the reason they closed")
            .withRegistry(registry);
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, closedByReason.withTag("reason", reason.tag()));
    }
    this.labels = new LabelMetrics(registry);
    MeterProvider<Counter> episodesByEvent =
        Counter.builder("kinetograph.episodes")
            .description("What was published of episodes, by event")
            .withRegistry(registry);
    for (EpisodeEvent.Kind kind : EpisodeEvent.Kind.values()) {
      episodes.put(kind, episodesByEvent.withTag("event", kind.name().toLowerCase(Locale.ROOT)));
    }
    this.episodesRefused = episodesByEvent.withTag("event", "refused");
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
    MeterProvider<Counter> suspicionsByKind =
        Counter.builder("kinetograph.suspicions")
            .description("Units of segments, and dead letters, that look wrong, by kind")
            .withRegistry(registry);
    for (Suspicion kind : Suspicion.values()) {
      suspicions.put(kind, suspicionsByKind.withTag("kind", kind.tag()));
    }
    MeterProvider<Counter> notWornByUnit =
        Counter.builder("kinetograph.segments.not.worn")
            .description("Closed segments in which a unit sent readings but was not worn, by unit")
            .withRegistry(registry);
    for (BodyUnit unit : BodyUnit.values()) {
      notWorn.put(unit, notWornByUnit.withTag("unit", unit.name()));
    }
    this.replays = new ReplayMetrics(registry);
    this.gauges =
        List.of(
            gauge("kinetograph.wearers", wearers::get)
                .description("Wearers whose progress is stored, as of the last eviction scan")
                .register(registry),
            gauge("kinetograph.samples.memory", memory::bytes)
                .description("Java heap of the samples of open segments")
                .baseUnit(BaseUnits.BYTES)
                .register(registry),
            gauge("kinetograph.samples.slices", memory::openSlices)
                .description("Slices of open segments: one hop of one wearer each")
                .register(registry));
  }

  private static Gauge.Builder<Supplier<Number>> gauge(String name, Supplier<Number> value) {
    return Gauge.builder(name, value).strongReference(true);
  }

  @Override
  public void readingAccepted() {
    accepted.increment();
  }

  @Override
  public void readingDuplicate() {
    duplicate.increment();
  }

  @Override
  public void readingLate() {
    late.increment();
  }

  /** Counts an invalid record by a field of the schema, {@code key} or {@code value}. */
  void readingInvalid(String field) {
    invalid.increment();
    invalidByField.withTag("field", field).increment();
  }

  @Override
  public void segmentClosed(CloseReason reason, float share) {
    coverage.record(share);
    requireNonNull(closed.get(reason)).increment();
  }

  @Override
  public void notWorn(Set<BodyUnit> units) {
    for (BodyUnit unit : units) {
      requireNonNull(notWorn.get(unit)).increment();
    }
  }

  @Override
  public void refusedForgotten() {
    replays.refusedForgotten();
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

  /** The output topic refuses the label. */
  void segmentRefused() {
    refused.increment();
  }

  void segmentLabeled(String activity, Duration delay) {
    labeled.increment();
    labels.labeled(activity, delay);
  }

  void episodePublished(EpisodeEvent.Kind kind) {
    requireNonNull(episodes.get(kind)).increment();
  }

  /** The episodes' topic refuses what is known of one. */
  void episodeRefused() {
    episodesRefused.increment();
  }

  /** Readings look wrong: a dead letter, or a unit in a segment. */
  void suspicion(Suspicion kind) {
    requireNonNull(suspicions.get(kind)).increment();
  }

  /** How often readings looked wrong since the start, by kind. */
  public Map<String, Long> suspicions() {
    Map<String, Long> counts = new TreeMap<>();
    suspicions.forEach((kind, counter) -> counts.put(kind.tag(), (long) counter.count()));
    return counts;
  }

  /** Those of records that are read again. */
  ReplayMetrics replays() {
    return replays;
  }

  /** Removes the gauges; the counters stay. */
  @Override
  public void close() {
    gauges.forEach(registry::remove);
    replays.close();
  }
}
