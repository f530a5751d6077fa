package io.kinetograph.trainer.network;

import io.kinetograph.imaging.segment.Segment;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A classifier that tells how far it is. It says what the other says.
 *
 * @param classifier who names
 * @param named is told how many segments more are named, again and again
 */
public record WatchedClassifier(Classifier classifier, IntConsumer named) implements Classifier {

  /** Whole batches of either engine, so that no batch is another than without being watched. */
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
