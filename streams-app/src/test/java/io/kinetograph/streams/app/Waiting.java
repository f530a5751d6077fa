// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.Classifications;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A model that hangs until it is released. */
record Waiting(CountDownLatch released) implements SegmentClassifier {

  @Override
  public List<Classification> classify(List<Segment> segments) {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return segments.stream().map(segment -> Classifications.sure("a", "waiting")).toList();
  }
}
