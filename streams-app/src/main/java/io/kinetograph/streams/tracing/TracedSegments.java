// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.SegmentGrid;
import io.kinetograph.streams.tracing.SliceTraces.Origin;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a task's segments while tracing is on. A wearer has an entry for each open slice
 * with a traced reading; closing a segment removes those that no later one needs.
 */
final class TracedSegments implements SegmentTraces {

  /**
   * The span has a link to each of so many other readings at most: those of five units in
   * one-second batches, and some more.
   */
  private static final int MAX_LINKS = 32;

  private final SegmentSettings settings;
  private final double ratio;
  private final LabelSpan.Factory spans;
  private final InstantSource wallClock;
  private final DoubleSupplier random;
  private final int linksPerSlice;
  private final Map<String, WearerTraces> wearers = new HashMap<>();
  private final Queue<ClosedTrace> closedTraces = new ArrayDeque<>();
  private @Nullable Instant inferenceStart;
  private @Nullable Instant inferenceEnd;

  /** By start, the slices of a wearer with a traced reading. */
  private record WearerTraces(SegmentGrid grid, TreeMap<Long, SliceTraces> slices) {}

  /**
   * A closed segment that waits for its label.
   *
   * @param origin the reading whose trace the label continues; null without a trace
   * @param links contexts of other readings
   */
  record ClosedTrace(
      ClosedSegment segment, Instant closedAt, @Nullable Origin origin, List<SpanContext> links) {}

  /**
   * Creates traces without any reading.
   *
   * @param settings when segments start
   * @param ratio the share of segments, of those without a trace, for which a trace is started
   * @param random numbers from 0 to below 1
   */
  TracedSegments(
      SegmentSettings settings,
      double ratio,
      LabelSpan.Factory spans,
      InstantSource wallClock,
      DoubleSupplier random) {
    this.settings = settings;
    this.ratio = ratio;
    this.spans = spans;
    this.wallClock = wallClock;
    this.random = random;
    // A segment has more slices with a shorter hop.
    this.linksPerSlice =
        (int) Math.ceil((double) MAX_LINKS * settings.hopMicros() / Segment.LENGTH_MICROS);
  }

  @Override
  public void readingAdded(Reading reading, long offset, Headers headers) {
    SpanContext context = TraceHeaders.read(headers);
    if (!context.isValid() && ratio == 0) {
      return;
    }
    Origin origin = new Origin(context, offset, wallClock.instant());
    WearerTraces wearer =
        wearers.computeIfAbsent(
            reading.wearer(),
            id -> new WearerTraces(SegmentGrid.of(settings, id), new TreeMap<>()));
    SegmentGrid grid = wearer.grid();
    long last = reading.timeMicros(reading.size() - 1);
    for (long slice = grid.sliceContaining(reading.timeMicros(0));
        slice <= last;
        slice += grid.hopMicros()) {
      wearer.slices().computeIfAbsent(slice, start -> new SliceTraces(linksPerSlice)).add(origin);
    }
  }

  @Override
  public void segmentClosed(ClosedSegment closed) {
    WearerTraces wearer = wearers.get(closed.wearer());
    Collection<SliceTraces> slices = List.of();
    if (wearer != null) {
      long start = closed.segment().startMicros();
      slices = List.copyOf(wearer.slices().subMap(start, start + Segment.LENGTH_MICROS).values());
      wearer.slices().headMap(closed.nextStartMicros()).clear();
      if (wearer.slices().isEmpty()) {
        wearers.remove(closed.wearer());
      }
    }
    Origin last =
        slices.stream()
            .map(SliceTraces::last)
            .max(Origin.ORDER)
            .filter(this::isTraced)
            .orElse(null);
    closedTraces.add(
        new ClosedTrace(
            closed,
            wallClock.instant(),
            last,
            last == null ? List.of() : links(slices, last.link())));
  }

  private boolean isTraced(Origin origin) {
    return origin.context().isValid() || random.getAsDouble() < ratio;
  }

  private static List<SpanContext> links(Collection<SliceTraces> slices, SpanContext parent) {
    Set<SpanContext> others = new LinkedHashSet<>();
    slices.forEach(slice -> slice.links().forEach(others::add));
    others.remove(parent);
    List<SpanContext> links = new ArrayList<>(others);
    return List.copyOf(links.subList(Math.max(0, links.size() - MAX_LINKS), links.size()));
  }

  @Override
  public void inferenceStarted() {
    inferenceStart = wallClock.instant();
  }

  @Override
  public void inferenceEnded() {
    inferenceEnd = wallClock.instant();
  }

  @Override
  public LabelSpan nextSpan() {
    ClosedTrace closed = closedTraces.remove();
    if (closed.origin() == null) {
      return LabelSpan.NONE;
    }
    return spans.start(closed, closed.origin(), inferenceStart, inferenceEnd);
  }

  /** How many entries are kept, of wearers, slices and closed segments. */
  int size() {
    int slices = wearers.values().stream().mapToInt(wearer -> wearer.slices().size()).sum();
    return wearers.size() + slices + closedTraces.size();
  }
}
