// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Classifies segments, by a network in the training engine or by a model file. */
public interface Classifier {

  /** The activities, in the order of the logits. */
  List<String> labels();

  /**
   * The logits of segments.
   *
   * @param segments one or more
   * @return one row for each segment, one column for each label
   */
  float[][] logits(List<Segment> segments);

  /**
   * The most likely activity of every segment.
   *
   * @param segments one or more
   * @return one label for each segment
   */
  default List<String> classify(List<Segment> segments) {
    return Arrays.stream(logits(segments)).map(row -> labels().get(Logits.argMax(row))).toList();
  }

  /**
   * Reports the progress of another classifier.
   *
   * @param classifier computes the logits
   * @param named receives, after each batch, the number of segments in it
   */
  record WatchedClassifier(Classifier classifier, IntConsumer named) implements Classifier {

    /** The batch size of both engines, so the progress reports do not change the batches. */
    private static final int PIECE = 64;

    @Override
    public List<String> labels() {
      return classifier.labels();
    }

    @Override
    public float[][] logits(List<Segment> segments) {
      float[][] logits = new float[segments.size()][];
      for (int first = 0; first < segments.size(); first += PIECE) {
        int behind = Math.min(first + PIECE, segments.size());
        float[][] rows = classifier.logits(segments.subList(first, behind));
        System.arraycopy(rows, 0, logits, first, rows.length);
        named.accept(rows.length);
      }
      return logits;
    }
  }
}
