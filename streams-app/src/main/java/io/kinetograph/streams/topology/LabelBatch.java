// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.segment.ClosedSegment;
import io.kinetograph.streams.segment.SegmentWindows;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The closed segments of a task that wait for the model, and what becomes of them. */
final class LabelBatch {

  private final LabelTopology topology;
  private final LabelWriter writer;
  private final ProcessorContext<byte[], byte[]> context;
  private final PartitionLiveness.Tracker partition;
  private final SegmentClassifier classifier;
  private final SegmentWindows windows;
  private final List<ClosedSegment> segments = new ArrayList<>();

  LabelBatch(
      LabelTopology topology,
      LabelWriter writer,
      ProcessorContext<byte[], byte[]> context,
      PartitionLiveness.Tracker partition,
      SegmentWindows windows) {
    this.topology = topology;
    this.writer = writer;
    this.context = context;
    this.partition = partition;
    this.classifier = topology.classifiers().get();
    this.windows = windows;
  }

  /** Whether it has as many segments as the model gets in one call. */
  boolean isFull() {
    return segments.size() >= topology.batch().size();
  }

  void add(ClosedSegment closed) {
    segments.add(closed);
  }

  /**
   * Labels the segments with one call of the model, and forgets them: a label and the deletion of
   * its segment share one transaction.
   */
  void label() {
    if (segments.isEmpty()) {
      return;
    }
    Iterator<Classification> classifications = classify().iterator();
    // The model may have taken a while.
    partition.advance(context.currentSystemTimeMs());
    for (ClosedSegment closed : segments) {
      if (closed.hasSufficientCoverage()) {
        write(closed, classifications.next());
      } else {
        topology.metrics().segmentNotLabeled(closed.coverage());
      }
      windows.forget(closed);
    }
    segments.clear();
    windows.savePlace();
  }

  /** Classifies the segments that get a label. */
  private List<Classification> classify() {
    List<Segment> measured =
        segments.stream()
            .filter(ClosedSegment::hasSufficientCoverage)
            .map(ClosedSegment::segment)
            .toList();
    if (measured.isEmpty()) {
      return List.of();
    }
    long startNanos = topology.nanoClock().getAsLong();
    List<Classification> classifications = classifier.classify(measured);
    topology
        .metrics()
        .segmentsClassified(
            measured.size(), Duration.ofNanos(topology.nanoClock().getAsLong() - startNanos));
    return classifications;
  }

  private void write(ClosedSegment closed, Classification classification) {
    long startMillis = Math.floorDiv(closed.segment().startMicros(), 1000);
    long endMillis = Math.floorDiv(closed.segment().endMicros(), 1000);
    ActivityLabel label =
        ActivityLabel.newBuilder()
            .setWearer(closed.wearer())
            .setSegmentStart(Instant.ofEpochMilli(startMillis))
            .setSegmentEnd(Instant.ofEpochMilli(endMillis))
            .setActivity(classification.activity())
            .setConfidence(classification.confidence())
            .setProbabilities(classification.probabilities())
            .setCoverage(closed.segment().coverage())
            .setModel(classification.model())
            .build();
    if (!writer.write(context, label)) {
      topology.metrics().segmentRefused();
      return;
    }
    long delayMillis = context.currentSystemTimeMs() - endMillis;
    topology.metrics().segmentLabeled(classification.activity(), Duration.ofMillis(delayMillis));
  }
}
