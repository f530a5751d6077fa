// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochTimes.EpochTimer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTrainerTest {

  private final DataSet data = new Recordings(2, 1, 8).dataSet();
  private final TrainingSettings settings = Settings.quick().build();
  private final TrainingData prepared = TrainingData.prepare(data, settings);

  @Test
  void keepsTheEmaWeightsOfTheBestEpoch() {
    try (NetworkTrainer trainer = new NetworkTrainer(prepared, settings, 1);
        DataLoader loader = new DataLoader(prepared, settings)) {
      float[][] logits = new float[5][];
      double[] accuracies = {0.5, 0.7, 0.6, 0.7};
      double[] losses = {1, 1, 0.1, 1};
      for (int i = 0; i < 4; i++) {
        trainer.step(loader.batch(loader.order(i + 1), i + 1, 0), 1e-2f, new EpochTimer());
        trainer.offer(new BestEpoch(i + 1, new EvaluationMetrics(accuracies[i], losses[i])));
        logits[i + 1] = first(trainer.emaClassifier().logits(segments()));
      }

      assertThat(trainer.bestEpoch().orElseThrow().epoch()).isEqualTo(2);
      assertThat(first(trainer.evaluatedClassifier().logits(segments())))
          .isEqualTo(logits[2])
          .isNotEqualTo(logits[4]);
    }
  }

  @Test
  void takesTheLowerLossAmongEqualAccuracies() {
    assertThat(new EvaluationMetrics(0.5, 1).isBetterThan(new EvaluationMetrics(0.5, 2))).isTrue();
    assertThat(new EvaluationMetrics(0.5, 1).isBetterThan(new EvaluationMetrics(0.5, 1))).isFalse();
    assertThat(new EvaluationMetrics(0.4, 0.1).isBetterThan(new EvaluationMetrics(0.5, 2)))
        .isFalse();
  }

  private List<Segment> segments() {
    return data.segments().stream().map(RecordedSegment::segment).limit(1).toList();
  }

  private static float[] first(float[][] rows) {
    return rows[0];
  }
}
