package io.kinetograph.trainer.network;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.Logits;
import java.util.Arrays;
import java.util.List;

/** Classifies segments: a network in the training engine, or a model file. */
public interface Classifier {

  /** The activities, in the order of the logits. */
  List<String> labels();

  /**
   * The logits of segments.
   *
   * @param segments one or more
   * @return a row a segment, a column a label
   */
  float[][] logits(List<Segment> segments);

  /**
   * The most likely activity of every segment.
   *
   * @param segments one or more
   * @return a label a segment
   */
  default List<String> classify(List<Segment> segments) {
    return Arrays.stream(logits(segments)).map(row -> labels().get(Logits.argMax(row))).toList();
  }
}
