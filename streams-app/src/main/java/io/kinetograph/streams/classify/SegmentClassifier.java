package io.kinetograph.streams.classify;

import io.kinetograph.imaging.segment.Segment;
import java.util.List;

/**
 * Names the activities of segments. One is made for each thread; whoever asked for it closes it.
 */
public interface SegmentClassifier extends AutoCloseable {

  /**
   * Names the activities of several segments in one call of the model.
   *
   * @param segments at least one
   * @return as many classifications, in the same order
   * @throws ClassificationException if the model fails
   */
  List<Classification> classify(List<Segment> segments);

  @Override
  void close();
}
