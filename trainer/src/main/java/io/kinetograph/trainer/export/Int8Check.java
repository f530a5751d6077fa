package io.kinetograph.trainer.export;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.network.Classifier;
import java.util.List;

/**
 * What 8 bits cost.
 *
 * @param float32 accuracy of the float32 model, from 0 to 1
 * @param int8 accuracy of the int8 model on the same segments
 * @param agreement of the two
 */
public record Int8Check(double float32, double int8, ParityCheck agreement) {

  /** Lets both models name segments whose activity is known. */
  static Int8Check of(Classifier float32, Classifier int8, DataSet data) {
    List<Segment> segments = data.segments().stream().map(RecordedSegment::segment).toList();
    float[][] left = float32.logits(segments);
    float[][] right = int8.logits(segments);
    return new Int8Check(
        Evaluation.of(float32.labels(), left, data).accuracy(),
        Evaluation.of(int8.labels(), right, data).accuracy(),
        ParityCheck.of(left, right));
  }

  /** What is lost, in points of a hundred; negative if something is won. */
  public double loss() {
    return 100 * (float32 - int8);
  }
}
