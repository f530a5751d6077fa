package io.kinetograph.trainer.network;

import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.List;

/** Something that names segments: the training engine or a model file. */
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
    return Arrays.stream(logits(segments)).map(row -> labels().get(argMax(row))).toList();
  }

  /** The place of the largest value; the first of several. */
  static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
