// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.episode.Episodes;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.IdleClock;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.FailedBatchException;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.tracing.LabelSpan;
import io.kinetograph.streams.tracing.SegmentTraces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/** The closed segments of a task that wait for the model, and what becomes of them. */
final class LabelBatch {

  /** How many segments of a failed batch the error names. */
  private static final int MOST_NAMED = 3;

  private final LabelTopology topology;
  private final LabelWriter writer;
  private final ProcessorContext<byte[], byte[]> context;
  private final PartitionLiveness.Tracker partition;
  private final SegmentClassifier classifier;
  private final SegmentWindows windows;
  private final IdleClock idleClock;
  private final @Nullable Episodes episodes;
  private final SegmentTraces traces;
  private final List<ClosedSegment> segments = new ArrayList<>();

  LabelBatch(
      LabelTopology topology,
      LabelWriter writer,
      ProcessorContext<byte[], byte[]> context,
      PartitionLiveness.Tracker partition,
      SegmentWindows windows,
      IdleClock idleClock,
      @Nullable Episodes episodes,
      SegmentTraces traces) {
    this.topology = topology;
    this.writer = writer;
    this.context = context;
    this.partition = partition;
    this.classifier = topology.classifiers().get();
    this.windows = windows;
    this.idleClock = idleClock;
    this.episodes = episodes;
    this.traces = traces;
  }

  /** Whether it has as many segments as the model gets in one call. */
  boolean isFull() {
    return segments.size() >= topology.batch().size();
  }

  void add(ClosedSegment closed) {
    segments.add(closed);
    traces.segmentClosed(closed);
  }

  /**
   * Labels the segments with one call of the model, and forgets them: a label, what follows for the
   * wearer's episode, and the deletion of the segment share one transaction.
   */
  void label() {
    if (segments.isEmpty()) {
      return;
    }
    Iterator<Classification> classifications = classify().iterator();
    // The model may have taken a while.
    partition.advance(context.currentSystemTimeMs());
    for (ClosedSegment closed : segments) {
      LabelSpan span = traces.nextSpan();
      if (closed.hasSufficientCoverage()) {
        write(closed, classifications.next(), span);
      } else {
        span.notLabeled(closed.coverage());
        topology.metrics().segmentNotLabeled(closed.coverage());
        if (episodes != null) {
          episodes.notLabeled(closed.wearer(), Math.floorDiv(closed.segment().endMicros(), 1000));
        }
      }
      windows.forget(closed);
    }
    segments.clear();
    windows.savePlace();
  }

  /** Classifies the segments that get a label. */
  private List<Classification> classify() {
    List<ClosedSegment> measured =
        segments.stream().filter(ClosedSegment::hasSufficientCoverage).toList();
    if (measured.isEmpty()) {
      return List.of();
    }
    long startNanos = topology.nanoClock().getAsLong();
    traces.inferenceStarted();
    List<Classification> classifications = classify(measured);
    traces.inferenceEnded();
    topology
        .metrics()
        .segmentsClassified(
            measured.size(), Duration.ofNanos(topology.nanoClock().getAsLong() - startNanos));
    return classifications;
  }

  private List<Classification> classify(List<ClosedSegment> measured) {
    try {
      return classifier.classify(measured.stream().map(ClosedSegment::segment).toList());
    } catch (RuntimeException e) {
      throw new FailedBatchException(
          String.format(
              Locale.ROOT,
              "the model failed on %d segment%s of partition %d: %s",
              measured.size(),
              measured.size() == 1 ? "" : "s",
              context.taskId().partition(),
              names(measured)),
          e);
    }
  }

  private static String names(List<ClosedSegment> segments) {
    String first =
        segments.stream()
            .limit(MOST_NAMED)
            .map(
                closed ->
                    "'%s' at %s"
                        .formatted(
                            closed.wearer(),
                            Instant.ofEpochMilli(
                                Math.floorDiv(closed.segment().startMicros(), 1000))))
            .collect(Collectors.joining(", "));
    int others = segments.size() - MOST_NAMED;
    return others > 0 ? first + " and " + others + " more" : first;
  }

  private void write(ClosedSegment closed, Classification classification, LabelSpan span) {
    long startMillis = Math.floorDiv(closed.segment().startMicros(), 1000);
    long endMillis = Math.floorDiv(closed.segment().endMicros(), 1000);
    LabelStatus status = status(closed, classification);
    ActivityLabel label =
        SegmentLabels.label(closed.wearer(), closed.segment(), status, classification);
    if (episodes != null) {
      episodes.labeled(
          closed.wearer(), startMillis, endMillis, status, classification, idleClock.idleMillis());
    }
    if (!writer.write(context, label, span)) {
      span.refused(label);
      topology.metrics().segmentRefused();
      return;
    }
    span.labeled(label);
    // Not the context's time, which is from before the inference.
    long delayMillis = topology.wallClock().getAsLong() - endMillis;
    topology.metrics().segmentLabeled(label.getActivity(), Duration.ofMillis(delayMillis));
  }

  private static LabelStatus status(ClosedSegment closed, Classification classification) {
    if (!closed.isWorn()) {
      return LabelStatus.NOT_WORN;
    }
    return classification.isKnown() ? LabelStatus.KNOWN : LabelStatus.UNKNOWN;
  }
}
