// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.tracing;

import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.segment.ClosedSegment;
import org.apache.kafka.common.header.Headers;

/** The traces of the readings in a task's segments. For use by one thread. */
public interface SegmentTraces {

  /**
   * An open segment has new samples.
   *
   * @param reading that has them
   * @param offset the record's offset
   * @param headers of the record, which may have a trace context
   */
  void readingAdded(Reading reading, long offset, Headers headers);

  /** A segment has closed and waits for its label. */
  void segmentClosed(ClosedSegment closed);

  /** The model is about to classify the closed segments. */
  void inferenceStarted();

  /** The model has classified them. */
  void inferenceEnded();

  /**
   * The span of the closed segment that has waited longest, which waits no more. Ask once for each,
   * in the order in which they closed.
   *
   * @return without effect if the segment has no trace
   */
  LabelSpan nextSpan();

  /** Without traces: reads no header, remembers nothing. */
  static SegmentTraces none() {
    return NoTraces.INSTANCE;
  }

  /** The traces of a task while tracing is off. */
  enum NoTraces implements SegmentTraces {
    /** All tasks share it. */
    INSTANCE;

    @Override
    public void readingAdded(Reading reading, long offset, Headers headers) {}

    @Override
    public void segmentClosed(ClosedSegment closed) {}

    @Override
    public void inferenceStarted() {}

    @Override
    public void inferenceEnded() {}

    @Override
    public LabelSpan nextSpan() {
      return LabelSpan.NONE;
    }
  }
}
