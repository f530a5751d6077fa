// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.checkpoint.Checkpoint.BestEpoch;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.EpochTimes.EpochTimer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

  /** What a garbage collection frees is overwritten by the next arrays of the same size. */
  @Test
  void gradientOfTheLossSurvivesGarbageCollection() throws InterruptedException {
    PyTorch.start(1);
    try (NDManager manager = PyTorch.newManager()) {
      NDArray logits = manager.create(new float[][] {{0, 0}, {0, 0}});
      logits.setRequiresGradient(true);
      NDArray targets = manager.create(new float[][] {{1, 0}, {1, 0}});
      List<ByteBuffer> overwriting = new ArrayList<>();
      try (GradientCollector collector = PyTorch.engine().newGradientCollector()) {
        NDArray loss = NetworkTrainer.loss(logits, targets);
        assertThat(loss.getFloat()).isEqualTo((float) Math.log(2), within(1e-6f));
        for (int i = 0; i < 3; i++) {
          System.gc();
          Thread.sleep(50);
          for (int j = 0; j < 2000; j++) {
            overwriting.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, 1024f));
          }
        }
        collector.backward(loss);
      }
      assertThat(logits.getGradient().toFloatArray()).containsExactly(-0.25f, 0.25f, -0.25f, 0.25f);
      assertThat(overwriting).hasSize(6000);
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
