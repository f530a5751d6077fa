// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Classifies segments, by a network in the training engine or by a model file. */
public interface Classifier {

  /** Most segments of a batch, so that only so many pictures are in memory at a time. */
  int BATCH = 64;

  /** The activities, in the order of the logits. */
  List<String> labels();

  /**
   * The logits of a batch.
   *
   * @param batch from 1 to {@value #BATCH} segments
   * @return one row for each segment, one column for each label
   */
  float[][] batchLogits(List<Segment> batch);

  /**
   * The logits of segments.
   *
   * @param segments one or more
   * @return one row for each segment, one column for each label
   */
  default float[][] logits(List<Segment> segments) {
    float[][] logits = new float[segments.size()][];
    for (int first = 0; first < logits.length; first += BATCH) {
      int end = Math.min(first + BATCH, logits.length);
      float[][] rows = batchLogits(segments.subList(first, end));
      System.arraycopy(rows, 0, logits, first, rows.length);
    }
    return logits;
  }

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
   * @param done receives, after each batch, the number of segments in it
   */
  record WatchedClassifier(Classifier classifier, IntConsumer done) implements Classifier {

    @Override
    public List<String> labels() {
      return classifier.labels();
    }

    @Override
    public float[][] batchLogits(List<Segment> batch) {
      float[][] logits = classifier.batchLogits(batch);
      done.accept(batch.size());
      return logits;
    }
  }
}
